import { expect, test } from 'vitest';
import { FACTOR_JOBS } from '../../../src/main/factors/job.ts';
import { computeFactors } from '../../../src/main/factors/registry.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { windowOf } from './market.ts';
import { covariance, mean } from './naive.ts';
import { type Candles, describeGroup, type Market } from './oracle.ts';

type Change = 'dollar-change' | 'shares-change' | 'bonds-change';

function impulse({ returns, born }: Candles, t: number, { window }: Market, name: Change): number {
  const changes = window.observations!.days[name]!;
  const days = Array.from({ length: Math.min(180, t + 1) }, (_, i) => t - i).filter(
    (day) => !Number.isNaN(returns[day]!) && !Number.isNaN(changes[born + day]!),
  );
  if (days.length < 85) return Number.NaN;
  const own = days.map((day) => Math.max(-1, Math.min(1, returns[day]!)));
  const others = days.map((day) => changes[born + day]!);
  const square = mean(others.map((value) => (value - mean(others)) ** 2)) * (others.length / (others.length - 1));
  return (covariance(own, others) / square) * changes[born + t]!;
}

describeGroup('macro', {
  'market-stress': ({ born }, t, { window }) => window.observations!.days['stress-probability']![born + t]!,
  'fear-and-greed': ({ born }, t, { window }) => window.observations!.days['fear-greed']![born + t]!,
  'macro-impulse-180d': (candles, t, market) =>
    impulse(candles, t, market, 'dollar-change') +
    impulse(candles, t, market, 'shares-change') +
    impulse(candles, t, market, 'bonds-change'),
});

const ids = ['market-stress', 'fear-and-greed', 'macro-impulse-180d'];
const tableOf = (window: Parameters<typeof computeFactors>[0], eligible: Uint8Array) =>
  computeFactors(window, {
    eligible,
    rawIds: ids,
    ids,
    team: soloTeam(FACTOR_JOBS),
    signal: NEVER_CANCELLED,
    report: () => undefined,
  });

test('what is one figure for all is not ranked: its range becomes -1 to 1, for who is eligible', () => {
  const length = 4;
  const flat = Array<number>(length).fill(1);
  const life = { start: 10, length, close: flat, marketCap: flat, volume: flat };
  const window = windowOf([
    { id: 'bitcoin', ...life },
    { id: 'other', ...life },
  ]);
  const days = {
    'stress-probability': Float64Array.of(0, 0.25, 1, Number.NaN),
    'fear-greed': Float64Array.of(50, 100, 0, 10),
  };
  const eligible = Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 1);
  const table = tableOf({ ...window, observations: { measures: {}, days } }, eligible);
  const none = Number.NaN;
  expect([...table.ranked[0]!]).toEqual([-1, -0.5, 1, none, none, none, none, none]);
  expect([...table.ranked[1]!]).toEqual([0, 1, -1, Math.fround(-0.8), none, none, none, Math.fround(-0.8)]);
});

test('the change of a Friday holds over a long weekend and no longer', () => {
  const length = 200;
  const close = Array.from({ length }, (_, day) => 1 + 0.1 * Math.sin(day));
  const window = windowOf([{ id: 'bitcoin', start: 10, length, close, marketCap: close, volume: close }]);
  const change = Float64Array.from({ length }, (_, day) => (day > 190 ? Number.NaN : 0.01 * Math.cos(day)));
  const days = {
    'dollar-change': change,
    'shares-change': change.map((x) => x * 2),
    'bonds-change': change.map((x) => -x),
  };
  const raw = tableOf({ ...window, observations: { measures: {}, days } }, new Uint8Array(length)).raw.get(ids[2]!)!;
  expect(raw[194]).not.toBeNaN();
  expect(raw[195]).toBeNaN();
});
