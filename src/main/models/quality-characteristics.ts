/** What the quality forest sees of a token: characteristics that mean the same for a token that it has never met. */
import { invariant } from '../../shared/errors.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import { cellCount, type Window } from '../numeric/panel.ts';

/**
 * Factors whose value is looked at, because its size says the same in every year: eligibility asks for so many dollars a day, and
 * who trades near that fades first.
 */
const BY_VALUE = ['dollar-volume-30d'] as const;

/**
 * Factors of which the rank among the day's tokens is looked at. The state of the market is left out: there were some ten years of
 * it, which a forest learns by heart. By values instead of ranks the area under the curve of dying was some 0.02 smaller.
 */
const BY_RANK = [
  'market-cap',
  'volume-to-market-cap-30d',
  'idle-days-90d',
  'amihud-30d',
  'corwin-schultz-30d',
  'volume-7d-to-30d',
  'on-balance-slope-30d',
  'return-30d',
  'return-90d',
  'return-365d',
  'volatility-90d',
  'volatility-7d-to-90d',
  'downside-deviation-90d',
  'skewness-180d',
  'drawdown-90d',
  'maximum-drawdown-365d',
  'days-under-water-365d',
  'market-cap-rank-change-30d',
  'supply-inflation-30d',
  'supply-inflation-365d',
  'beta-market-90d',
  'correlation-universe-90d',
] as const;

/** Factors of the registry that {@link characteristicsOf} needs, and those of them that it needs raw. */
export const QUALITY_FACTORS: readonly string[] = [...BY_VALUE, ...BY_RANK];
export const QUALITY_RAW_FACTORS: readonly string[] = BY_VALUE;

/** Years since a token's first day. */
const AGE = 'age-years';

const DAYS_A_YEAR = 365;

/**
 * Returns the characteristics as a table, so that rows are taken of it as of factors: `ranked` has them as the forest sees them,
 * NaN where one is missing.
 *
 * @param table - {@link QUALITY_FACTORS} of the window, with {@link QUALITY_RAW_FACTORS} raw.
 * @param birthDay - for each asset its first day; the window's, unless that was cut.
 */
export function characteristicsOf(
  window: Window,
  table: FactorTable,
  birthDay: Int32Array = window.start,
): FactorTable {
  const columns: [string, Float32Array][] = [
    [AGE, agesOf(window, birthDay)],
    ...BY_VALUE.map((id): [string, Float32Array] => [id, table.raw.get(id) as Float32Array]),
    ...BY_RANK.map((id): [string, Float32Array] => [id, table.ranked[table.ids.indexOf(id)]]),
  ];
  const absent = columns.find(([, column]) => column === undefined);
  invariant(absent === undefined, `the factor ${absent?.[0]} was not computed`);
  return {
    ...table,
    ids: columns.map(([id]) => id),
    isOptional: columns.map(() => false),
    raw: new Map(),
    ranked: columns.map(([, column]) => column),
  };
}

function agesOf(window: Window, birthDay: Int32Array): Float32Array {
  const ages = new Float32Array(new SharedArrayBuffer(cellCount(window) * 4));
  for (let asset = 0; asset < window.assets.length; asset++) {
    const from = window.offset[asset];
    const past = window.start[asset] - birthDay[asset];
    for (let cell = from; cell < window.offset[asset + 1]; cell++) ages[cell] = (past + cell - from) / DAYS_A_YEAR;
  }
  return ages;
}
