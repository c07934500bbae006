/** Returns a few round values that span a range. Source: Heckbert, "Nice numbers for graph labels" (Graphics Gems, 1990). */
export function niceTicks(lowest: number, highest: number, count = 4): number[] {
  const range = highest - lowest || Math.abs(highest) || 1;
  const rough = range / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const fraction = rough / power;
  const step = (fraction < 1.5 ? 1 : fraction < 3 ? 2 : fraction < 7 ? 5 : 10) * power;
  const ticks: number[] = [];
  for (let tick = Math.ceil(lowest / step - 1e-9); tick * step <= highest + step * 1e-9; tick++) {
    ticks.push(Number((tick * step).toPrecision(12)));
  }
  return ticks;
}
