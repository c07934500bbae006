import type { Output } from '../../shared/endpoint.ts';
import { EligibilityRules } from '../../shared/models.ts';
import type { quality } from '../../shared/quality.ts';
import type { Instant } from '../../shared/time.ts';
import { createFeatureMatrix } from '../models/dataset.ts';
import { characteristicsOf } from '../models/quality-characteristics.ts';
import { loadQualityForest } from '../models/quality-forest.ts';
import { qualityReasons } from '../ratings/quality-reasons.ts';
import { getModel } from '../store/models.ts';
import { symbolsOf } from './asset-names.ts';
import { eligibleCellsOf } from './eligible-cells.ts';
import type { Job } from './job.ts';
import { cachedMarket, cachedTable } from './market-cache.ts';

export type QualityInput = { readonly asOf: Instant; readonly modelId: string; readonly asset: string | null };
/** The columns of `quality.list`. */
export type QualityOutput = Pick<
  Output<(typeof quality)['quality.list']>,
  'asset' | 'symbol' | 'survives' | 'fades' | 'dies' | 'reason'
>;

const DECIMALS = 1e6;

/**
 * Returns what a quality forest says of the tokens that are eligible on the last day known at an instant, by asset; of one alone if
 * it is named. Throws `not-found` for an unknown model.
 */
export const judgeQuality: Job<QualityInput, QualityOutput> = (store, { asOf, modelId, asset }, run) => {
  const forest = loadQualityForest(getModel(store, modelId));
  const rules = EligibilityRules.parse({});
  const whole = cachedMarket(store, asOf, rules, run).window;
  const { market, table } = cachedTable(store, asOf, rules, run);
  const { window, crossSection, eligible, lastDay } = market;
  const births = new Map(whole.assets.map((id, i) => [id, whole.start[i]!]));
  const birthDay = Int32Array.from(window.assets, (id) => births.get(id)!);
  const cells = eligibleCellsOf(window, crossSection, eligible, lastDay);
  const x = createFeatureMatrix(characteristicsOf(window, table, birthDay), cells);
  const probabilities = forest.predict(x);
  const reasons = qualityReasons(x, forest.explain(x, 'dies').contributions);
  const assets = Array.from(cells, (cell) => window.assets[crossSection.assetOfCell[cell]!]!);
  const rows = [...assets.keys()].filter((row) => asset === null || assets[row] === asset);
  const symbolOf = symbolsOf(store, asOf);
  const [survives, fades, dies] = probabilities.map((own) =>
    rows.map((row) => Math.round(own[row]! * DECIMALS) / DECIMALS),
  );
  return {
    asset: rows.map((row) => assets[row]!),
    symbol: rows.map((row) => symbolOf(assets[row]!)),
    survives: survives!,
    fades: fades!,
    dies: dies!,
    reason: rows.map((row) => reasons[row]!),
  };
};
