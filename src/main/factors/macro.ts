/**
 * Group I: the state of the market and of the world around it. Two of them are one figure for all tokens, which a model sees as it
 * is (docs/decisions/0024); the third tells what each token did of old when shares, the dollar and bonds moved.
 */
import { most, RETURN } from './common.ts';
import { defineFactor, type Factor } from './factor.ts';
import { add, carried, clip, daySeries, multiply, type Series, windowBeta } from './series.ts';

type Text = Pick<Factor, 'id' | 'unit' | 'formula' | 'reference' | 'expectedRange' | 'missingPolicy'>;
const macro = (text: Text, compute: Series, ranking: Factor['ranking'] = 'shared'): Factor =>
  defineFactor({ ...text, version: 1, group: 'macro', ranking, compute });

/** Days for which the last change counts as the latest: a long weekend. */
const LATEST_DAYS = 4;
const BETA_DAYS = 180;
/** A return that would be half of a beta by itself. */
const LIMITED = clip(RETURN, -1, 1);

/** A return of a token and the change of the same day, where exchanges were open. */
const impulseOf = (name: Parameters<typeof daySeries>[0]): Series => {
  const change = daySeries(name);
  // five days of seven have a change
  const beta = windowBeta(LIMITED, change, BETA_DAYS, Math.floor((most(BETA_DAYS) * 5) / 7));
  return multiply(beta, carried(change, LATEST_DAYS));
};

export const MACRO: readonly Factor[] = [
  macro(
    {
      id: 'market-stress',
      unit: 'probability',
      formula: 'filtered probability that the market is in its turbulent state, by return, volatility and breadth',
      reference: 'Hamilton (1989); Ang & Bekaert (2002)',
      expectedRange: [0, 1],
      missingPolicy: 'The state of the market is missing for its first year.',
    },
    daySeries('stress-probability'),
  ),
  macro(
    {
      id: 'fear-and-greed',
      unit: '0 … 100',
      formula: "alternative.me's index where it was imported and is at most 3 days old, else our own of candles",
      reference: 'alternative.me (2018)',
      expectedRange: [0, 100],
      missingPolicy: 'Our own index needs half a year of the market.',
    },
    daySeries('fear-greed'),
  ),
  macro(
    {
      id: 'macro-impulse-180d',
      unit: 'fraction',
      formula:
        'slopes of the return on the changes of the dollar (UUP), shares (SPY) and ten-year bonds (IEF) over 180 days, each × its latest change, summed',
      reference: 'Fama & MacBeth (1973); Bianchi (2020)',
      expectedRange: [-0.3, 0.3],
      missingPolicy: 'Changes of funds are missing where none were imported and five days after the last.',
    },
    add(add(impulseOf('dollar-change'), impulseOf('shares-change')), impulseOf('bonds-change')),
    'day',
  ),
];
