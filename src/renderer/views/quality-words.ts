import type { Output } from '../../shared/endpoint.ts';
import type { QualityClass, QualityRecord, quality } from '../../shared/quality.ts';
import { formatNumber, formatShare } from '../format.ts';

/** The classes of quality in words. */
export const CLASS_WORDS: Readonly<Record<QualityClass, { readonly label: string; readonly meaning: string }>> = {
  survives: { label: 'Survives', meaning: 'is alive and liquid a year later' },
  fades: { label: 'Fades', meaning: 'is alive a year later, but hardly traded or nearly worthless' },
  dies: { label: 'Dies', meaning: 'is delisted or as good as gone within a year' },
};

/** The chances of one token. */
export type QualityRow = {
  readonly asset: string;
  readonly symbol: string;
  readonly survives: number;
  readonly fades: number;
  readonly dies: number;
  readonly reasons: readonly string[];
};

/** Returns the columns of an answer as rows, in their order. */
export function qualityRows(value: Output<(typeof quality)['quality.list']>): QualityRow[] {
  return value.asset.map((asset, row) => ({
    asset,
    symbol: value.symbol[row] ?? '',
    survives: value.survives[row] ?? 0,
    fades: value.fades[row] ?? 0,
    dies: value.dies[row] ?? 0,
    reasons: value.reason[row] ?? [],
  }));
}

/** Returns whether years that were not learnt from hold enough deaths to judge the forest; before that its chances are no figures. */
export const isJudged = (record: QualityRecord | null): record is QualityRecord =>
  record !== null &&
  (record.areaUnderCurve[record.className.indexOf('dies')] ?? null) !== null &&
  record.brier !== null &&
  record.brierOfShares !== null;

/** What stands in place of the chances of a forest that nobody could judge. */
export const UNJUDGED =
  'Its chances are withheld: whether they are right is not known. A longer history, with tokens that died in it, lets the next forest be judged.';

/** An area under the curve from which the order is told apart well enough to be of use. */
const USEFUL_AREA = 0.6;

/** Returns what the record of the quality forest says, in plain sentences. */
export function qualityWords({ className, areaUnderCurve, brier, brierOfShares, yearAreaUnderCurve }: QualityRecord): {
  readonly found: boolean;
  readonly sentence: string;
} {
  const area = areaUnderCurve[className.indexOf('dies')] ?? null;
  if (area === null || brier === null || brierOfShares === null) {
    return {
      found: false,
      sentence: 'No year that was not learnt from holds enough tokens that died, so the forest could not be judged.',
    };
  }
  const judged = yearAreaUnderCurve.filter((known) => known !== null).length;
  const years = `${judged} ${judged === 1 ? 'year' : 'years'}`;
  const gain = 1 - brier / brierOfShares;
  const found = area >= USEFUL_AREA && gain > 0;
  const order =
    area >= USEFUL_AREA
      ? `In ${years} that it had not learnt from it gave a token that died a higher chance of dying than one that did not in ${formatShare(area, 0)} of all pairs`
      : `In ${years} that it had not learnt from it hardly told tokens that died from others (${formatShare(area, 0)} of all pairs in the right order; 50 % is chance)`;
  const size =
    gain > 0
      ? `Its chances were ${formatShare(gain, 0)} nearer to what happened than the shares known before (Brier score ${formatNumber(brier, 3)} against ${formatNumber(brierOfShares, 3)}).`
      : `Its chances were no nearer to what happened than the shares known before (Brier score ${formatNumber(brier, 3)} against ${formatNumber(brierOfShares, 3)}).`;
  return { found, sentence: `${order}. ${size}` };
}

/** Returns whether the chances of dying were too high or too low on average, in a sentence. */
export function levelWords({
  calibrationPredicted,
  calibrationRealised,
}: Pick<QualityRecord, 'calibrationPredicted' | 'calibrationRealised'>): string {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  if (calibrationPredicted.length === 0) return '';
  const [told, was] = [mean(calibrationPredicted), mean(calibrationRealised)];
  const verdict = told > was * OFF ? 'too high' : told * OFF < was ? 'too low' : 'about right';
  return `On average a chance of ${formatShare(told, 1)} was told and ${formatShare(was, 1)} died: chances were ${verdict}.`;
}

/** From so many times as much on a chance is called wrong. */
const OFF = 1.5;
