/** Minutes of a day as a person writes them. */

const TIME = /^(\d{1,2}):(\d{2})$/;

/** Returns a minute of the day, 0..1439, as `hh:mm`. */
export const minuteText = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Returns the minute of the day of a text such as `0:15` or `23:05`, undefined if it is none. */
export function parseMinute(text: string): number | undefined {
  const match = TIME.exec(text.trim());
  if (match === null) return undefined;
  const [hours, minutes] = [Number(match[1]), Number(match[2])];
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}
