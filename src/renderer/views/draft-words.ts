import type { BindingConstraint, DRAFT_STATES, Limit, Weighting, WeightReason } from '../../shared/drafts.ts';
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
  'token-cap': 'at the largest token weight',
  'sector-cap': 'sector at its largest weight',
  'minimum-weight': 'smallest token weight',
  'turnover-cap': 'turnover limit',
  'volatility-target': 'volatility target',
};

const SELECTED_WORDS: Readonly<Record<WeightReason['selectedBy'], string>> = {
  rank: 'Good rank',
  buffer: 'Held, still good enough',
  'turnover-cap': 'On its way out, slowed by the turnover limit',
};

/** Returns why a token has its weight, in a sentence without a full stop. */
export function whyOf({ selectedBy, limitedBy }: Pick<WeightReason, 'selectedBy' | 'limitedBy'>): string {
  // what is on its way out is limited by the turnover cap, which the first words say already
  const limits = selectedBy === 'turnover-cap' ? limitedBy.filter((limit) => limit !== 'turnover-cap') : limitedBy;
  return [SELECTED_WORDS[selectedBy], ...limits.map((limit) => LIMIT_WORDS[limit])].join('; ');
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
