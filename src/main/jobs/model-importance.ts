import { AppError } from '../../shared/errors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import { correlation } from '../numeric/stats.ts';
import type { Job } from './job.ts';
import { cachedTable } from './market-cache.ts';
import { explainByFactor, inputsOf, loadEnsemble, scoreDay } from './stored-ensemble.ts';

export type ImportanceInput = { readonly id: string; readonly asOf: Instant };

/** How much a model leans on each factor, the most important first. */
export type Importance = {
  readonly factor: string[];
  readonly meanAbsolute: number[];
  /** Null where rank or contribution does not vary. */
  readonly direction: (number | null)[];
};

/**
 * Returns how much each factor moved a model's scores of the tokens that are eligible at an instant, the most first, ties by
 * name: the mean absolute contribution, and the correlation of the token's rank with it. Empty columns if no token is eligible.
 * Throws `not-found` for an unknown model, `invalid-input` for one that was trained later and for an ensemble, whose members explain
 * themselves.
 */
export const measureImportance: Job<ImportanceInput, Importance> = (store, { id, asOf }, run) => {
  run.report(0, 'reading the market');
  const [member] = loadEnsemble(store, [id], asOf).members;
  if (member === undefined) {
    throw new AppError('invalid-input', `Model ${id.slice(0, 12)} is an ensemble, needs to be one of its members`);
  }
  const { market, table } = cachedTable(store, asOf, EligibilityRules.parse({}), run);
  const { x, cells } = scoreDay(market, table, [], market.lastDay);
  const { contributions } = explainByFactor(member.model, inputsOf(table, cells)(member.model), x.columns);
  const width = x.columns.length;
  const factors = x.columns.map((factor, column) => {
    const own = Float64Array.from({ length: x.rows }, (_, row) => contributions[row * width + column]!);
    const ranks = x.data.subarray(column * x.rows, (column + 1) * x.rows);
    const direction = correlation(ranks, own);
    return {
      factor,
      meanAbsolute: own.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, x.rows),
      direction: Number.isNaN(direction) ? null : direction,
    };
  });
  factors.sort((a, b) => b.meanAbsolute - a.meanAbsolute || (a.factor < b.factor ? -1 : 1));
  const isEmpty = x.rows === 0;
  return {
    factor: isEmpty ? [] : factors.map(({ factor }) => factor),
    meanAbsolute: isEmpty ? [] : factors.map(({ meanAbsolute }) => meanAbsolute),
    direction: isEmpty ? [] : factors.map(({ direction }) => direction),
  };
};
