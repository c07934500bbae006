/** How far back an expression looks and how much history it needs, read off the expression itself. */
import type { Series } from './series.ts';

export type Reach = {
  /** Days before a day that can move its value by more than the rounding of a Float32. */
  readonly lookback: number;
  /** Days with candles up to and with the day, without which the value is missing. */
  readonly minimumObservations: number;
};

/** A weight below this is lost when a value becomes a Float32. */
const ROUNDING = 2 ** -24;
const NOW: Reach = { lookback: 0, minimumObservations: 1 };
/** A cluster is renewed each week, of returns of 90 days, and compared with the one of four weeks before. */
const CLUSTER_LOOKBACK = 6 + 28 + 89;

/** Returns the days after which a filter that keeps `keep` of its mean each day has forgotten a value. */
const memoryOf = (keep: number): number => Math.ceil(Math.log(ROUNDING) / Math.log(keep));

const longer = (args: readonly Reach[]): Reach => ({
  lookback: Math.max(0, ...args.map(({ lookback }) => lookback)),
  minimumObservations: Math.max(1, ...args.map(({ minimumObservations }) => minimumObservations)),
});
/** Either argument alone is enough. */
const either = (args: readonly Reach[]): Reach => ({
  lookback: longer(args).lookback,
  minimumObservations: Math.min(...args.map(({ minimumObservations }) => minimumObservations)),
});
const extend = ({ lookback, minimumObservations }: Reach, days: number, observations: number): Reach => ({
  lookback: lookback + days,
  minimumObservations: minimumObservations + observations,
});

type Rule = (args: readonly Reach[], params: readonly number[], output: number) => Reach;

/** Leaves read the day itself. */
const LEAVES: readonly Series['scope'][] = ['field', 'measure', 'day-series'];

const shifted: Rule = ([x], [days]) => extend(x, days, days);
/** A window over its arguments with at least `least` observations, whatever minimum it was given. */
const windowed =
  (least: number): Rule =>
  (args, [window, minimum]) =>
    extend(longer(args), window - 1, Math.max(minimum, least) - 1);
/** What the other assets did counts with their own history, and nothing of the asset's is needed. */
const ofOthers =
  (days: number): Rule =>
  (args) => ({ lookback: longer(args).lookback + days, minimumObservations: 1 });

const RULES: Readonly<Record<string, Rule>> = {
  lag: shifted,
  carried: ([{ lookback, minimumObservations }], [days]) => ({ lookback: lookback + days, minimumObservations }),
  difference: shifted,
  change: shifted,
  larger: either,
  'or-else': either,
  'is-idle': ([{ lookback }]) => ({ lookback, minimumObservations: 1 }),
  'window-mean': windowed(1),
  'window-sum': windowed(1),
  'window-variance': windowed(2),
  // The centre is read at the window's end alone.
  'window-absolute-deviation': ([x, centre], params, output) => longer([windowed(1)([x], params, output), centre]),
  'window-shape': (args, params, output) => windowed(output === 0 ? 3 : 4)(args, params, output),
  'window-maximum': windowed(1),
  'window-maximum-age': windowed(1),
  'window-median': windowed(1),
  'window-tails': windowed(1),
  'window-drawdown': windowed(1),
  'window-pair': windowed(2),
  'cumulative-slope': windowed(2),
  'exponential-mean': ([x], [alpha, minimum]) => extend(x, memoryOf(1 - alpha), Math.max(minimum, 1) - 1),
  'garch-variance': ([, target], [, beta]) => extend(target, memoryOf(beta), 0),
  'nearest-support': ([, lowest], [, wing]) => extend(lowest, wing, 0),
  'of-reference': ofOthers(0),
  'mean-of-day': ofOthers(1),
  'cap-weighted': ofOthers(1),
  'mean-of-sector': ofOthers(1),
  // The universe of the clusters is that of the day itself.
  'cluster-stability': () => ({ lookback: CLUSTER_LOOKBACK, minimumObservations: 1 }),
};

/** Returns the reach of an expression. An operator without a rule reads its arguments on the same day. */
export function reachOf(series: Series): Reach {
  const known = new Map<string, Reach>();
  const visit = (node: Series): Reach => {
    const seen = known.get(node.key);
    if (seen !== undefined) return seen;
    const rule = RULES[node.op] ?? longer;
    const reach = LEAVES.includes(node.scope) ? NOW : rule(node.args.map(visit), node.params, node.output);
    known.set(node.key, reach);
    return reach;
  };
  return visit(series);
}
