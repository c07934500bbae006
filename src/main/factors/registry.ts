/** Every factor of the program, and the table of their values. */
import { AppError, type CancelSignal, invariant } from '../../shared/errors.ts';
import type { FactorTable } from '../numeric/factor-table.ts';
import type { Window } from '../numeric/panel.ts';
import type { Team } from '../numeric/team.ts';
import { computeExpressions } from './compute.ts';
import { CROSS_ASSET } from './cross-asset.ts';
import { DEVELOPER } from './developer.ts';
import type { Factor } from './factor.ts';
import { LIQUIDITY } from './liquidity.ts';
import { MACRO } from './macro.ts';
import { MOMENTUM } from './momentum.ts';
import { ON_CHAIN } from './on-chain.ts';
import { SENTIMENT } from './sentiment.ts';
import { VALUATION } from './valuation.ts';
import { VOLATILITY } from './volatility.ts';

/** Every factor, group by group; the order of the columns of models. */
export const FACTORS: readonly Factor[] = [
  ...MOMENTUM,
  ...LIQUIDITY,
  ...VOLATILITY,
  ...CROSS_ASSET,
  ...VALUATION,
  ...ON_CHAIN,
  ...DEVELOPER,
  ...SENTIMENT,
  ...MACRO,
];

const FACTOR_BY_ID = new Map(FACTORS.map((factor) => [factor.id, factor]));
invariant(FACTOR_BY_ID.size === FACTORS.length, 'two factors of the registry have the same id');

export type FactorOptions = {
  /** 1 for each cell that is ranked; over shared memory. */
  readonly eligible: Uint8Array;
  /** Ids whose raw values are kept beside the ranks. */
  readonly rawIds: readonly string[];
  /** Ids to compute, in this order; all if left out. */
  readonly ids?: readonly string[];
  readonly team: Team;
  readonly signal: CancelSignal;
  /** Hears the share that is done, 0 to 1. */
  report(done: number): void;
};

/**
 * Returns the factors of a window, ranked within each day's eligible universe. A day with fewer than five eligible values of
 * a factor has no ranks of it. The same bytes for any size of the team.
 *
 * Throws `not-found` for an unknown id, `cancelled` if the signal is raised.
 */
export function computeFactors(window: Window, options: FactorOptions): FactorTable {
  const { eligible, rawIds, team, signal, report } = options;
  const ids = options.ids ?? FACTORS.map(({ id }) => id);
  const factors = ids.map(getFactor);
  const unlisted = rawIds.find((id) => !ids.includes(id));
  invariant(unlisted === undefined, `raw values of ${unlisted} are wanted, but it is not computed`);
  const { ranked, raw } = computeExpressions(
    window,
    factors.map(({ compute }) => compute),
    {
      eligible,
      ranking: 'signed',
      scales: factors.map(({ ranking, expectedRange }) => (ranking === 'shared' ? expectedRange : null)),
      wantsRaw: ids.map((id) => rawIds.includes(id)),
      team,
      signal,
      report,
    },
  );
  const { assets, firstDay, dayCount, start, offset } = window;
  return {
    layout: { assets, firstDay, dayCount, start, offset },
    ids,
    isOptional: factors.map(({ isOptional }) => isOptional),
    raw: new Map(ids.flatMap((id, i) => (raw[i] === null ? [] : [[id, raw[i]] as const]))),
    ranked,
    eligible,
  };
}

/** Returns the factor of that id. Throws `not-found` if there is none. */
function getFactor(id: string): Factor {
  const factor = FACTOR_BY_ID.get(id);
  if (factor === undefined)
    throw new AppError('not-found', `No factor is named ${id}, needs one of the ${FACTORS.length} of the registry`);
  return factor;
}
