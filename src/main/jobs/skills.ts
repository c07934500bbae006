/** What scores were worth: rank correlations with what happened. */
import type { InformationCoefficient } from '../../shared/backtests.ts';
import type { EnsembleConfig } from '../../shared/models.ts';
import { measureBeyond, measureRankCorrelation, measureSpreads } from '../models/evaluate.ts';
import { computeLabels } from '../models/labels.ts';
import { PLAIN_RULES, scoresByRule, spanOf } from './judge.ts';
import type { Research } from './research.ts';
import { onlyEvery, type WeighedHorizon } from './weigh.ts';

/**
 * Rules that order tokens by one factor. What a model knows beyond them it has learnt. Low volatility is the strongest of
 * them by construction: a volatile token's median compound return is lower by half its variance, whatever its mean.
 */
const BASELINES = PLAIN_RULES.filter(({ label }) => label !== 'cap weight');

/** What a rank IC owes to volatility alone is taken out by this factor. */
const VOLATILITY = 'volatility-90d';

/**
 * Returns the skill of each member, at each horizon of all of them together, and of plain rules on the same tokens, on weekly
 * dates from a day on: rank correlation, the same once volatility is taken out, and what the best fifth returned more.
 */
export function skillsOf(
  research: Research,
  { strideDays, delistingReturn }: EnsembleConfig,
  horizons: readonly WeighedHorizon[],
  fromDay: number,
): InformationCoefficient[] {
  const { window, eligible, endings, table, lastDay } = research;
  const market = spanOf(research, fromDay, lastDay + 1);
  const volatility = table.ranked[table.ids.indexOf(VOLATILITY)];
  return horizons.flatMap(({ horizon, labels, members, signal }) => {
    const scored = members.map(({ member, scores }) => ({ label: member.kind, scores, isBaseline: false }));
    if (members.length > 1) scored.push({ label: 'ensemble', scores: signal, isBaseline: false });
    for (const rule of BASELINES) {
      const scores = scoresByRule(research, rule, signal);
      if (scores !== null) scored.push({ label: `${rule.label} alone`, scores, isBaseline: true });
    }
    const returns = computeLabels(window, { eligible, kind: 'return', horizon, endings, delistingReturn });
    return scored.map(({ label, scores, isBaseline }) => {
      const weekly = onlyEvery(research, scores, strideDays);
      return {
        ...measureRankCorrelation(market, weekly, labels, `${label}, ${horizon} days`),
        isBaseline,
        afterVolatility: volatility === undefined ? null : measureBeyond(market, weekly, volatility, labels),
        ...measureSpreads(market, weekly, returns),
      };
    });
  });
}
