/** Returns the path of a line through values, and where it begins and ends; missing values break it. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return '';
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let isDown = false;
  for (const [index, value] of values.entries()) {
    if (value === null) {
      isDown = false;
      continue;
    }
    const share = high === low ? 0.5 : (high - value) / (high - low);
    path += `${isDown ? 'L' : 'M'}${(index * step).toFixed(1)} ${(1 + share * (height - 2)).toFixed(1)}`;
    isDown = true;
  }
  return path;
}
