import type { BindingConstraint, DRAFT_STATES, Draft, Limit, Weighting, WeightReason } from '../../shared/drafts.ts';
import { formatShare } from '../format.ts';
import type { GlossaryWord } from '../glossary.ts';

/** A state of a draft. */
export type DraftState = (typeof DRAFT_STATES)[number];

/** The states of a draft in words. */
export const STATE_WORDS: Readonly<Record<DraftState, string>> = {
  proposed: 'Awaits a decision',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
};

/** What a rank of a draft counts. */
export const RANK_HELP =
  'Place by signal among the tokens that these preferences allow; 1 is the best. Ratings rank every token, so the number there is another.';

/** What the words of {@link whyIn} mean. */
export const WHY_HELP =
  'What the weighting saw: calm, average or wild, by its volatility among the tokens of this draft; “balances others” where it weighs more than its volatility alone would give it, “moves with others” where it weighs less. Then what kept it in, the buffer, and every limit that changed its weight.';

/** A weighting in words; `term` where the glossary explains it. */
export type WeightingWords = { readonly label: string; readonly sentence: string; readonly term?: GlossaryWord };

/** The weightings in words, from the plainest to the most elaborate. */
export const WEIGHTING_WORDS: Readonly<Record<Weighting, WeightingWords>> = {
  equal: { label: 'Equal', sentence: 'Every token weighs the same.' },
  cap: { label: 'Market cap', sentence: 'Large tokens weigh most, as in the market itself.', term: 'cap weight' },
  'square-root-cap': {
    label: 'Square root of market cap',
    sentence: 'Large tokens weigh more, but less than in the market.',
    term: 'square-root cap',
  },
  'inverse-volatility': {
    label: 'Inverse volatility',
    sentence: 'A token that moves half as much weighs twice as much.',
    term: 'inverse volatility',
  },
  'equal-risk-contribution': {
    label: 'Equal risk contribution',
    sentence: 'Every token brings the same part of the risk.',
    term: 'equal risk contribution',
  },
  'hierarchical-risk-parity': {
    label: 'Hierarchical risk parity',
    sentence: 'Tokens that move together are grouped, and risk is shared between the groups, then within them.',
    term: 'hierarchical risk parity',
  },
  'maximum-diversification': {
    label: 'Maximum diversification',
    sentence: 'Weights under which the tokens balance each other as much as they can.',
    term: 'maximum diversification',
  },
};

const LIMIT_WORDS: Readonly<Record<Limit, string>> = {
  'token-cap': 'largest weight',
  'sector-cap': 'sector limit',
  'minimum-weight': 'smallest weight',
  'turnover-cap': 'turnover',
  'volatility-target': 'volatility target',
};

/** Weightings that look at how tokens move together, not at each alone. */
const BALANCING: readonly (Weighting | null)[] = [
  'hierarchical-risk-parity',
  'equal-risk-contribution',
  'maximum-diversification',
];
/** A volatility, or a weight, that is apart from the usual by this factor is worth a word. */
const APART = 1.25;

/** What the reason of a weight is told from: the tokens that are held beside it, and how they were weighted. */
export type WeighedTogether = Pick<Draft, 'method'> & {
  readonly weights: readonly { readonly reason: Pick<WeightReason, 'volatility' | 'wantedWeight' | 'selectedBy'> }[];
};
type Reason = Pick<WeightReason, 'selectedBy' | 'limitedBy' | 'volatility' | 'wantedWeight'>;

/**
 * Returns a function that tells why a token of a draft has its weight: what the weighting saw in it, and what held it back;
 * words apart by semicolons, without a full stop.
 */
export function whyIn({ method, weights }: WeighedTogether): (reason: Reason) => string {
  const volatilities = weights.flatMap(({ reason }) => reason.volatility ?? []).sort((left, right) => left - right);
  const usual = volatilities[Math.floor(volatilities.length / 2)] ?? null;
  // what each would weigh if its volatility were all that counts
  const wanted = weights.filter(({ reason }) => reason.volatility !== null && reason.wantedWeight > 0);
  const unit =
    wanted.reduce((sum, { reason }) => sum + reason.wantedWeight, 0) /
    wanted.reduce((sum, { reason }) => sum + 1 / (reason.volatility ?? 1), 0);
  return (reason) => {
    const { selectedBy, limitedBy, volatility, wantedWeight } = reason;
    if (selectedBy === 'turnover-cap')
      return [
        'On its way out; turnover limit',
        // the first words say that already
        ...limitedBy.filter((limit) => limit !== 'turnover-cap').map((limit) => LIMIT_WORDS[limit]),
      ].join('; ');
    const alone = volatility === null ? null : unit / volatility;
    const company =
      alone !== null && wantedWeight > 0 && BALANCING.includes(method) ? companyWords(wantedWeight / alone) : '';
    const words = [
      `${methodWords(method, volatility, usual)}${company}`,
      selectedBy === 'buffer' ? 'buffer' : '',
      ...limitedBy.map((limit) => LIMIT_WORDS[limit]),
    ].filter((word) => word !== '');
    const text = words.join('; ');
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
}

function methodWords(method: Weighting | null, volatility: number | null, usual: number | null): string {
  if (method === 'equal') return 'same weight as every other';
  if (method === 'cap') return 'by its market cap';
  if (method === 'square-root-cap') return 'by the root of its market cap';
  if (volatility === null || usual === null) return 'good rank';
  if (volatility * APART < usual) return 'calm';
  return volatility > usual * APART ? 'wild' : 'average';
}

function companyWords(ratio: number): string {
  if (ratio > APART) return ', balances others';
  return ratio * APART < 1 ? ', moves with others' : '';
}

/** Returns what stood in the way of a draft, and what to loosen, each in a plain sentence. */
export function bindingWords({ constraint, subject, limit, message }: BindingConstraint): {
  readonly what: string;
  readonly loosen: string;
} {
  const share = formatShare(limit);
  switch (constraint) {
    case 'candidates':
      return {
        what: message,
        loosen: 'Allow more sectors, exclude fewer tokens, or lower the minimum liquidity, market cap and age.',
      };
    case 'token-cap':
      return {
        what: `${countIn(message)} may not grow beyond the largest weight of ${share} each.`,
        loosen: 'Raise the largest token weight, or the number of tokens.',
      };
    case 'sector-cap':
      return {
        what: `The sector ${subject ?? ''} is at its largest weight of ${share}.`,
        loosen: 'Raise the largest sector weight, or allow tokens of other sectors.',
      };
    case 'minimum-weight':
      return {
        what: /needs to be at most/.test(message)
          ? `The smallest weight of ${share} is above the largest; nothing can be held.`
          : `Tokens below the smallest weight of ${share} fell away.`,
        loosen: 'Lower the smallest token weight, or the number of tokens.',
      };
    case 'minimum-invested':
      return {
        what: `The limits together leave ${shareIn(message, /allows? ([\d.]+) of equity/) ?? 'less'} to invest, below the minimum of ${share}.`,
        loosen: 'Lower the minimum invested: the rest is then cash.',
      };
    case 'volatility-target':
      return {
        what: `These tokens would move ${shareIn(message, /volatility of ([\d.]+)/) ?? 'more'} a year; the volatility target allows ${share}.`,
        loosen: 'Raise the volatility target, or lower the minimum invested so that more may be cash.',
      };
  }
}

/** The engine's sentence is the only place of the figure that was reached. */
function shareIn(message: string, pattern: RegExp): string | undefined {
  const number = pattern.exec(message)?.[1];
  return number === undefined ? undefined : formatShare(Number(number));
}

function countIn(message: string): string {
  const count = /^(\d+) tokens/.exec(message)?.[1];
  return count === undefined ? 'The tokens' : count === '1' ? 'One token' : `${count} tokens`;
}
