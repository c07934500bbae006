/** Why a token's chance of dying is what it is, in words. */
import { factorName } from '../../shared/factor-names.ts';
import type { Matrix } from '../numeric/matrix.ts';

/** Reasons that are told of a token. */
const TOLD = 3;

/** How a token is that has more of a characteristic than others, and one that has less. */
const WORDS: Readonly<Record<string, readonly [more: string, less: string]>> = {
  'market-cap': ['Larger', 'Smaller'],
  'volume-to-market-cap-30d': ['Traded more for its size', 'Traded less for its size'],
  'idle-days-90d': ['Idle on more days', 'Idle on fewer days'],
  'amihud-30d': ['Moved more by a dollar traded', 'Moved less by a dollar traded'],
  'corwin-schultz-30d': ['Wider spread of bid and ask', 'Narrower spread of bid and ask'],
  'volume-7d-to-30d': ['Trading that rose more this week', 'Trading that fell more this week'],
  'on-balance-slope-30d': ['More buying over 30 days', 'More selling over 30 days'],
  'return-30d': ['Higher return of 30 days', 'Lower return of 30 days'],
  'return-90d': ['Higher return of 90 days', 'Lower return of 90 days'],
  'return-365d': ['Higher return of a year', 'Lower return of a year'],
  'volatility-90d': ['More volatile', 'Less volatile'],
  'volatility-7d-to-90d': ['Volatility that rose more', 'Volatility that fell more'],
  'downside-deviation-90d': ['Larger falls day by day', 'Smaller falls day by day'],
  'skewness-180d': ['Moved more by single jumps', 'Moved more by single falls'],
  'drawdown-90d': ['Nearer to its high of 90 days', 'Further below its high of 90 days'],
  'maximum-drawdown-365d': ['Milder worst fall of the year', 'Deeper worst fall of the year'],
  'days-under-water-365d': ['Longer below its high of the year', 'More recently at its high of the year'],
  'market-cap-rank-change-30d': ['Climbed more by size', 'Sank more by size'],
  'supply-inflation-30d': ['Supply that grew more in 30 days', 'Supply that grew less in 30 days'],
  'supply-inflation-365d': ['Supply that grew more in a year', 'Supply that grew less in a year'],
  'beta-market-90d': ['Moved more by the market', 'Moved less by the market'],
  'correlation-universe-90d': ['More alike to the market', 'Less alike to the market'],
};

/** Characteristics whose value is told: it is not a rank. */
const VALUES: Readonly<Record<string, (value: number) => string>> = {
  'age-years': (years) => `${years.toFixed(1)} years old`,
  'dollar-volume-30d': (log) => `Traded for ${dollars(Math.exp(log))} a day`,
};

/**
 * Returns for each row the characteristics that moved its chance of dying most, most first, each as a sentence.
 *
 * @param x - tokens × characteristics as the forest saw them.
 * @param contributions - characteristic j of row i added `contributions[i * characteristics + j]`.
 */
export function qualityReasons(x: Matrix, contributions: Float64Array): string[][] {
  const width = x.columns.length;
  return Array.from({ length: x.rows }, (_, row) => {
    const own = contributions.subarray(row * width, (row + 1) * width);
    return [...x.columns.keys()]
      .filter((j) => own[j] !== 0)
      .sort((a, b) => Math.abs(own[b]) - Math.abs(own[a]) || a - b)
      .slice(0, TOLD)
      .map((j) => sentenceOf(x.columns[j], x.data[j * x.rows + row], own[j]));
  });
}

function sentenceOf(characteristic: string, value: number, contribution: number): string {
  const effect = contribution > 0 ? 'raises the chance of dying' : 'lowers the chance of dying';
  return `${stateOf(characteristic, value)}: ${effect}`;
}

function stateOf(characteristic: string, value: number): string {
  const say = VALUES[characteristic];
  const words = WORDS[characteristic] ?? [`More ${characteristic}`, `Less ${characteristic}`];
  if (Number.isNaN(value)) return `Without a known “${factorName(characteristic)}”`;
  if (say !== undefined) return say(value);
  const share = Math.min(99, Math.round((100 * (1 + Math.abs(value))) / 2));
  return `${words[value > 0 ? 0 : 1]} than ${share} % of the tokens`;
}

function dollars(value: number): string {
  if (value >= 1e9) return `$${(value / 1e9).toPrecision(3)} billion`;
  if (value >= 1e6) return `$${(value / 1e6).toPrecision(3)} million`;
  return `$${Math.round(value / 1e3)} thousand`;
}
