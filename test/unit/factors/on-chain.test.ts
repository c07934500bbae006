import { expect, test } from 'vitest';
import { FACTOR_JOBS } from '../../../src/main/factors/job.ts';
import { computeFactors } from '../../../src/main/factors/registry.ts';
import { sparseMeasure } from '../../../src/main/numeric/sparse-measures.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { everyCell, windowOf } from './market.ts';
import { type Candles, describeGroup, meanOver } from './oracle.ts';

const week = ({ measures }: Candles, name: keyof Candles['measures'], t: number): number =>
  meanOver(measures[name], t, 7, 4);
const growth =
  (name: keyof Candles['measures']) =>
  (candles: Candles, t: number): number =>
    Math.log(week(candles, name, t) / (t < 30 ? Number.NaN : week(candles, name, t - 30)));

describeGroup('on-chain', {
  'active-addresses': (candles, t) => Math.log(week(candles, 'active-addresses', t)),
  'active-addresses-growth-30d': growth('active-addresses'),
  'transactions-growth-30d': growth('transactions'),
  'transfers-growth-30d': growth('transfers'),
  'transfer-value-per-address': (candles, t) =>
    Math.log(week(candles, 'transfer-value', t) / week(candles, 'active-addresses', t)),
  'fees-growth-30d': growth('fees'),
  'issuance-7d': (candles, t) => (365 * week(candles, 'issuance', t)) / candles.marketCap[t]!,
  'hash-rate-growth-30d': growth('hash-rate'),
});

/** Two tokens of 60 days with 100 addresses a day from day 10 to 40; the second has none. */
function twoTokens() {
  const flat = (value: number) => Array<number>(60).fill(value);
  const life = { start: 500, length: 60, close: flat(2), marketCap: flat(1e6), volume: flat(1e6) };
  const window = windowOf([
    { id: 'bitcoin', ...life },
    { id: 'other', ...life },
  ]);
  const day = Array.from({ length: 31 }, (_, i) => 510 + i);
  const addresses = sparseMeasure(window, new Map([[0, { day, value: day.map(() => 100) }]]));
  return { ...window, observations: { measures: { 'active-addresses': addresses }, days: {} } };
}

const valuesOf = (id: string, window = twoTokens()): Float32Array =>
  computeFactors(window, {
    eligible: everyCell(window),
    rawIds: [id],
    ids: [id],
    team: soloTeam(FACTOR_JOBS),
    signal: NEVER_CANCELLED,
    report: () => undefined,
  }).raw.get(id)!;

test('a figure is there with the fourth value of seven days, gone three days after the last, and never for who has none', () => {
  const addresses = valuesOf('active-addresses');
  expect(addresses[12]).toBeNaN();
  expect(addresses[13]).toBeCloseTo(Math.log(100), 6);
  expect(addresses[43]).toBeCloseTo(Math.log(100), 6);
  expect(addresses[44]).toBeNaN();
  expect(addresses.subarray(60).every(Number.isNaN)).toBe(true);
  // 1,000,000 USD over the square of 100 addresses
  expect(valuesOf('metcalfe-residual')[20]).toBeCloseTo(Math.log(100), 6);
});

test('what reads a measure that the window does not show is missing everywhere', () => {
  expect(valuesOf('fees-growth-30d').every(Number.isNaN)).toBe(true);
  expect(valuesOf('market-stress').every(Number.isNaN)).toBe(true);
});
