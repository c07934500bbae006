/** Window operators as their definitions say, one window at a time: oracles for the fast ones. */

type Figure = (values: number[]) => number;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
const isConstant = (values: readonly number[]): boolean => values.every((value) => value === values[0]);
const moment = (values: readonly number[], power: number): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** power));
};
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

export const variance: Figure = (values) => {
  if (values.length < 2) return Number.NaN;
  return isConstant(values) ? 0 : (moment(values, 2) * values.length) / (values.length - 1);
};
export const deviation: Figure = (values) => Math.sqrt(variance(values));

export const skewness: Figure = (values) => {
  const n = values.length;
  if (n < 3 || isConstant(values)) return Number.NaN;
  return ((Math.sqrt(n * (n - 1)) / (n - 2)) * moment(values, 3)) / moment(values, 2) ** 1.5;
};

export const kurtosis: Figure = (values) => {
  const n = values.length;
  if (n < 4 || isConstant(values)) return Number.NaN;
  const plain = moment(values, 4) / moment(values, 2) ** 2;
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * plain - 3 * (n - 1));
};

export const median: Figure = (values) => quantile(values, 0.5);

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = ascending(values);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  return place === below ? low : low + (sorted[below + 1]! - low) * (place - below);
};

export const valueAtRisk = (values: readonly number[], share: number): number =>
  -ascending(values)[Math.max(0, Math.ceil(share * values.length - 1e-9) - 1)]!;

export const expectedShortfall = (values: readonly number[], share: number): number => {
  const sorted = ascending(values);
  const k = share * values.length;
  const i = Math.max(0, Math.ceil(k - 1e-9) - 1);
  return -sum(sorted.slice(0, i)) / k + sorted[i]! * (i / k - 1);
};

export const drawdown: Figure = (values) => {
  let peak = 0;
  let fall = 0;
  for (const value of values) {
    peak = Math.max(peak, value);
    fall = Math.max(fall, 1 - value / peak);
  }
  return fall;
};

/** Returns the figure of each trailing window, of its values that are not NaN; NaN where there are fewer than `minimum`. */
export function overWindows(x: readonly number[], window: number, minimum: number, figure: Figure): number[] {
  return x.map((_, i) => {
    const values = x.slice(Math.max(0, i - window + 1), i + 1).filter((value) => !Number.isNaN(value));
    return values.length < Math.max(1, minimum) ? Number.NaN : figure(values);
  });
}

/** Returns the figure of each window of pairs. */
export function overPairs(
  x: readonly number[],
  y: readonly number[],
  window: number,
  minimum: number,
  figure: (x: number[], y: number[]) => number,
): number[] {
  return x.map((_, i) => {
    const days = x.map((_, day) => day).slice(Math.max(0, i - window + 1), i + 1);
    const known = days.filter((day) => !Number.isNaN(x[day]!) && !Number.isNaN(y[day]!));
    if (known.length < Math.max(2, minimum)) return Number.NaN;
    return figure(
      known.map((day) => x[day]!),
      known.map((day) => y[day]!),
    );
  });
}

export const covariance = (x: readonly number[], y: readonly number[]): number => {
  const [centreX, centreY] = [mean(x), mean(y)];
  return sum(x.map((value, i) => (value - centreX) * (y[i]! - centreY))) / (x.length - 1);
};

/** Returns the exponential mean as a weighted sum of everything observed since the last silence of more than `silence` days. */
export function exponentialMean(x: readonly number[], alpha: number, minimum: number, silence: number): number[] {
  return x.map((_, i) => {
    let begin = i + 1;
    for (let missing = 0; begin > 0 && missing <= silence; begin--) {
      missing = Number.isNaN(x[begin - 1]!) ? missing + 1 : 0;
    }
    const seen = x.slice(begin, i + 1).filter((value) => !Number.isNaN(value));
    if (seen.length < Math.max(1, minimum)) return Number.NaN;
    const n = seen.length - 1;
    return sum(seen.map((value, j) => value * (j === 0 ? (1 - alpha) ** n : alpha * (1 - alpha) ** (n - j))));
  });
}

/** Returns the slope of a straight line through the running sums of each window. */
export function cumulativeSlope(x: readonly number[], window: number, minimum: number): number[] {
  return x.map((_, i) => {
    const part = x.slice(Math.max(0, i - window + 1), i + 1);
    if (part.filter((value) => !Number.isNaN(value)).length < minimum || part.length < 2) return Number.NaN;
    const times = part.map((_, j) => j);
    const sums = part.map((_, j) => sum(part.slice(0, j + 1).filter((value) => !Number.isNaN(value))));
    return covariance(times, sums) / covariance(times, times);
  });
}

/** Returns the nearest support of each day; see `nearestSupport` in `recursions.ts`. */
export function nearestSupport(
  x: readonly number[],
  lowest: readonly number[],
  window: number,
  wing: number,
  width: number,
): number[] {
  return x.map((value, i) => {
    if (Number.isNaN(value)) return Number.NaN;
    const pivots: number[] = [];
    for (let at = Math.max(wing, i - window + 1); at <= i - wing; at++) {
      const others = x.slice(at - wing, at + wing + 1).filter((_, j) => j !== wing);
      if (others.every((other) => other > x[at]!)) pivots.push(x[at]!);
    }
    const groups: number[][] = [];
    for (const level of ascending(pivots)) {
      const last = groups.at(-1);
      if (last !== undefined && level <= last.at(-1)! * (1 + width)) last.push(level);
      else groups.push([level]);
    }
    return Math.max(lowest[i]!, ...groups.map(mean).filter((level) => level <= value));
  });
}
