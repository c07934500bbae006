import type { Anomaly, AnomalyKind, AnomalyRecord, EventProof } from '../../shared/anomalies.ts';
import { factorWords } from '../factor-words.ts';
import { formatCount, formatNumber, formatPercent, formatShare } from '../format.ts';

/** The kinds of anomalies in words. */
export const ANOMALY_WORDS: Readonly<
  Record<
    AnomalyKind,
    {
      readonly label: string;
      readonly badge: 'plain' | 'done' | 'failed' | 'warning' | 'note';
      readonly meaning: string;
    }
  >
> = {
  breakout: {
    label: 'Breakout candidate',
    badge: 'done',
    meaning: 'Price and volume rose far beyond the usual, and the day closed near its high.',
  },
  pump: {
    label: 'Pump candidate',
    badge: 'failed',
    meaning: 'Price and volume shot up against the market in a thin token, as when somebody arranges it.',
  },
  drain: { label: 'Drain', badge: 'failed', meaning: 'Price or trading collapsed.' },
  listing: { label: 'Listing effect', badge: 'note', meaning: 'The first days of a token are unlike its later ones.' },
  delisting: { label: 'Delisting effect', badge: 'warning', meaning: 'The last days before a token is taken off.' },
  'data-fault': {
    label: 'Data fault',
    badge: 'warning',
    meaning: 'Figures that cannot be true, such as a leap by a power of ten. The data is wrong, not the market.',
  },
  other: { label: 'No known kind', badge: 'plain', meaning: 'Unusual, but of no kind that has a name.' },
};

/** The figures of a day that may be unusual, in words. */
const FIGURES: Readonly<Record<string, readonly [name: string, meaning: string]>> = {
  'price-rise': ['Rise', 'How far it rose beyond the market, against its usual rises.'],
  'volume-surge': ['Trading surge', 'How much more was traded than on its busiest days.'],
  'wide-range': ['Wide day', 'How far apart high and low of the day were, against its usual days.'],
  'upper-wick': ['Fell from the top', 'How far below the high of the day it closed, against its usual days.'],
  'joint-surge': ['All at once', 'Trading, span and fall from the top of the day taken together.'],
  'price-fall': ['Fall', 'How far it fell beyond the market, against its usual moves.'],
  'volume-loss': ['Trading gone', 'How much less was traded than on its stillest days.'],
  'lower-wick': ['Rose from the bottom', 'How far above the low of the day it closed, against its usual days.'],
  'fall-from-high': ['Below its high', 'How far below the high of the last weeks it stands, against its usual moves.'],
  'joint-fall': ['All falling', 'Fall, lost trading and distance to the high taken together.'],
  'volatility-jump': ['Volatility jump', 'How much wilder the last days were than the weeks before.'],
  'volatility-shift': ['Volatility shift', 'Whether its volatility has changed for good (a change point).'],
  'volume-shift': ['Trading shift', 'Whether its trading has changed for good (a change point).'],
  'correlation-break': ['Broke with the market', 'How much less it moves with the market than it used to.'],
};

/** Returns what made a day unusual in words: a figure of the detector, or a factor. */
export function figureWords(id: string): { readonly name: string; readonly meaning: string | null } {
  const known = FIGURES[id];
  return known === undefined ? factorWords(id) : { name: known[0], meaning: known[1] };
}

/** Returns the kinds that occur, with how often each does, in the order of the words. */
export function kindCounts(anomalies: readonly Pick<Anomaly, 'kind'>[]): { kind: AnomalyKind; count: number }[] {
  return (Object.keys(ANOMALY_WORDS) as AnomalyKind[])
    .map((kind) => ({ kind, count: anomalies.filter((one) => one.kind === kind).length }))
    .filter(({ count }) => count > 0);
}

/** Returns the strongest factors of an anomaly with their shares, such as `Volume score 41 %, Return, 1 day 22 %`. */
export function driversText({ factor, contribution }: Pick<Anomaly, 'factor' | 'contribution'>, most = 3): string {
  return factor
    .slice(0, most)
    .map((id, place) => `${figureWords(id).name} ${formatShare(contribution[place], 0)}`)
    .join('; ');
}

/** One kind of alert with what followed. */
export type AlertRow = {
  readonly kind: AnomalyKind;
  readonly fired: number;
  readonly tokens: number;
  readonly fallShare: number | null;
  readonly baseRate: number | null;
  readonly ratio: number | null;
  readonly medianReturn: number | null;
};

/** Returns the track record as rows; `ratio` is how many times as often as usual a fall followed. */
export function alertRows({ alerts }: AnomalyRecord): AlertRow[] {
  return alerts.kind.map((kind, row) => {
    const [fallShare, baseRate] = [alerts.fallShare[row] ?? null, alerts.baseRate[row] ?? null];
    return {
      kind,
      fired: alerts.firedCount[row] ?? 0,
      tokens: alerts.tokenCount[row] ?? 0,
      fallShare,
      baseRate,
      ratio: fallShare === null || baseRate === null || baseRate === 0 ? null : fallShare / baseRate,
      medianReturn: alerts.medianReturn[row] ?? null,
    };
  });
}

/** Returns what followed the alerts of one kind, in a sentence. */
export function alertWords(row: AlertRow, { fall, days }: Pick<AnomalyRecord, 'fall' | 'days'>): string {
  if (row.fallShare === null || row.baseRate === null)
    return `${ANOMALY_WORDS[row.kind].label}: too few alerts to tell what follows.`;
  return `${ANOMALY_WORDS[row.kind].label}: ${formatCount(row.fired)} alerts, ${formatShare(row.fallShare, 0)} of them followed by a fall of more than ${formatShare(fall, 0)} within ${days} days; usual is ${formatShare(row.baseRate, 0)}. Median return ${formatPercent(row.medianReturn, 1)}.`;
}

/** What the sources of labelled events are. */
const SOURCES: Readonly<Record<string, string>> = {
  all: 'All lists, each event once',
  'telegram-groups': 'Pumps announced in groups',
  'telegram-channels': 'Pumps announced in channels',
  'pump-times': 'Pumps with their times',
};

/** Returns the name of a source of labelled events in words. */
export const proofTitle = (source: string): string => SOURCES[source] ?? source.replaceAll(/[_-]/g, ' ');

/** The parts of the history that a proof is of, in words. */
export const PART_WORDS: Readonly<Record<EventProof['part'], string>> = {
  all: 'all years',
  early: 'early years, on which the threshold was chosen',
  later: 'later years, which judge it',
};

/** Returns the proof that says most: of all lists on the years that judge the threshold, else the first. */
export const firstProof = (proofs: readonly EventProof[]): EventProof | undefined =>
  proofs.find(({ source, part }) => source === 'all' && part === 'later') ??
  proofs.find(({ part }) => part === 'later') ??
  proofs[0];

/** A recall from which on most events were found. */
const MANY = 0.5;

/** Returns what the detector found of labelled events, in plain sentences. */
export function proofWords(proof: EventProof): { readonly found: boolean; readonly sentence: string } {
  const { eventCount, foundCount, recall, precision, chanceRecall, medianLeadDays } = proof;
  if (eventCount === 0 || recall === null) {
    return { found: false, sentence: 'No labelled event falls on a day of which the store has prices of its token.' };
  }
  const chance =
    chanceRecall === null || chanceRecall === 0
      ? ''
      : `, ${formatNumber(recall / chanceRecall, 1)} times as many as that number of alerts at random would (${formatShare(chanceRecall, 1)})`;
  const right =
    precision === null ? '' : ` Of the alerts on these tokens ${formatShare(precision, 1)} fell on a labelled event.`;
  const lead =
    medianLeadDays === null
      ? ''
      : medianLeadDays > 0
        ? ` The alert came ${days(medianLeadDays)} before the peak in the middle case.`
        : medianLeadDays < 0
          ? ` The alert came ${days(-medianLeadDays)} after the peak in the middle case, too late to sell at it.`
          : ' The alert came on the day of the peak in the middle case: known at its end, so after the peak itself.';
  return {
    found: recall >= MANY && recall > (chanceRecall ?? 0),
    sentence: `It found ${formatCount(foundCount)} of ${formatCount(eventCount)} labelled events (${formatShare(recall, 0)})${chance}.${recall < MANY ? ' Most were missed.' : ''}${right}${lead}`,
  };
}

const days = (count: number): string => `${formatNumber(count)} ${count === 1 ? 'day' : 'days'}`;
