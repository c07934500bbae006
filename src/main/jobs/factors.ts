import type { Output } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import type { factors } from '../../shared/factors.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { Instant } from '../../shared/time.ts';
import { FACTORS } from '../factors/registry.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import type { Job } from './job.ts';
import { cachedTable } from './market-cache.ts';

export type FactorsInput = {
  readonly asOf: Instant;
  readonly ids: readonly string[] | null;
  readonly eligibleOnly: boolean;
  readonly assets: readonly string[] | null;
};
/** Values and ranks of factors, as the contract has them, without the notes of the engine. */
export type FactorsOutput = Omit<Output<(typeof factors)['factors.at']>, 'notes'>;

/** Returns raw values and ranks of factors on the last day known at an instant. Throws `not-found` for an unknown id. */
export const factorsAt: Job<FactorsInput, FactorsOutput> = (store, { asOf, ids, eligibleOnly, assets }, run) => {
  const wanted = ids ?? FACTORS.map(({ id }) => id);
  const unknown = wanted.find((id) => FACTORS.every((factor) => factor.id !== id));
  if (unknown !== undefined)
    throw new AppError(
      'not-found',
      `No factor is named ${unknown}, needs one of the ${FACTORS.length} of the registry`,
    );
  const { market, table } = cachedTable(store, asOf, EligibilityRules.parse({}), run);
  const { window, crossSection, eligible, lastDay } = market;
  const day = lastDay - window.firstDay;
  const isWanted = assets === null ? () => true : (id: string) => assets.includes(id);
  const cells = crossSection.cells
    .slice(crossSection.offset[day], crossSection.offset[day + 1])
    .filter((cell) => window.fields.close[cell]! > 0 && (!eligibleOnly || eligible[cell] === 1))
    .filter((cell) => isWanted(window.assets[crossSection.assetOfCell[cell]!]!));
  const columns = wanted.map((id) => {
    const raw = table.raw.get(id)!;
    const ranked = table.ranked[table.ids.indexOf(id)]!;
    return {
      id,
      value: Array.from(cells, (cell) => finiteOrNull(raw[cell]!)),
      rank: Array.from(cells, (cell) => finiteOrNull(ranked[cell]!)),
    };
  });
  const counted = columns.filter(({ id }) => !FACTORS.find((factor) => factor.id === id)!.isOptional);
  const needed = counted.length === 0 ? columns : counted;
  return {
    asOf,
    assets: Array.from(cells, (cell) => window.assets[crossSection.assetOfCell[cell]!]!),
    coverage: Array.from(cells, (_, i) => needed.filter(({ value }) => value[i] !== null).length / needed.length),
    factors: columns,
  };
};
