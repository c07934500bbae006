/**
 * Returns the colour of a value between −1 and 1 on a ramp from blue over neutral to orange, which the colour-blind tell apart.
 * Ends after Moreland, "Diverging color maps" (2009).
 */
export function rampColour(value: number, isDark: boolean): string {
  const middle = isDark ? [27, 32, 41] : [244, 245, 247];
  const end = value < 0 ? (isDark ? [86, 180, 233] : [0, 90, 160]) : isDark ? [244, 133, 74] : [190, 74, 0];
  const share = Math.min(1, Math.abs(value));
  const mix = middle.map((part, index) => Math.round(part + ((end[index] ?? 0) - part) * share));
  return `rgb(${mix.join(', ')})`;
}
