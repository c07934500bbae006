/** When an article was published, from the forms in which feeds and files write it. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$/i;
/** RFC 822 as RSS has it: `Tue, 12 Oct 2021 20:00:00 +0200`. */
const MAIL =
  /^(?:[A-Za-z]{3},\s*)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s*(Z|UTC?|GMT|[ECMP][SD]T|[+-]\d{4})?$/i;
const MONTHS: readonly string[] = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const AMERICAN: Readonly<Record<string, number>> = { E: -5, C: -6, M: -7, P: -8 };
const SECONDS = /^\d{10}$/;
const MILLISECONDS = /^\d{13}$/;

/** Returns UTC milliseconds, or NaN for text that is no such time. Without a zone it is UTC; a day alone is its end, when all of it is known. */
export function parsePublished(text: string): number {
  const trimmed = text.trim();
  if (SECONDS.test(trimmed)) return Number(trimmed) * 1000;
  if (MILLISECONDS.test(trimmed)) return Number(trimmed);
  const iso = ISO.exec(trimmed);
  if (iso !== null) {
    const [, year, month, date, hour, minute = '0', second = '0', zone] = iso;
    if (hour === undefined) return instant(Number(year), Number(month), Number(date), 24, 0, 0, 'Z');
    return instant(Number(year), Number(month), Number(date), Number(hour), Number(minute), Number(second), zone);
  }
  const mail = MAIL.exec(trimmed);
  if (mail === null) return Number.NaN;
  const [, date, name, year, hour, minute, second = '0', zone] = mail;
  const month = MONTHS.indexOf(name!.toLowerCase()) + 1;
  return instant(Number(year), month, Number(date), Number(hour), Number(minute), Number(second), zone);
}

function instant(
  year: number,
  month: number,
  date: number,
  hour: number,
  minute: number,
  second: number,
  zone = 'Z',
): number {
  const day = Date.UTC(year, month - 1, date);
  const isDay =
    month >= 1 && date >= 1 && new Date(day).getUTCDate() === date && new Date(day).getUTCMonth() === month - 1;
  if (!isDay || hour > 24 || minute > 59 || second > 60) return Number.NaN;
  return day + ((hour * 60 + minute) * 60 + second) * 1000 - minutesOf(zone) * 60_000;
}

/** Minutes that a zone is ahead of UTC. */
function minutesOf(zone: string): number {
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  if (offset !== null) return (offset[1] === '-' ? -1 : 1) * (Number(offset[2]) * 60 + Number(offset[3]));
  const american = AMERICAN[zone[0]!.toUpperCase()];
  return american === undefined || zone.length !== 3 || !/T$/i.test(zone) || /^GMT$/i.test(zone)
    ? 0
    : 60 * (american + (/D/i.test(zone) ? 1 : 0));
}
