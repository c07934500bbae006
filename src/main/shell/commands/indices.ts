import type { BacktestReport } from '../../../shared/backtests.ts';
import type { Draft, DraftSummary } from '../../../shared/drafts.ts';
import { formatDay, formatInstant } from '../../../shared/time.ts';
import { preferencesOf } from '../options.ts';
import type { Session } from '../session.ts';
import { fixed, percent, renderTable, whole } from '../table.ts';
import { backtestText } from './backtest-text.ts';

const DAY = 86_400_000;

/** Returns the day that was over at an instant, for a person. */
export const dayBefore = (instant: number): string => formatDay(Math.floor(instant / DAY) - 1);

type DraftOptions = { name?: string; asOf?: number };

/**
 * `draft`: an index from the ratings of a day, with a reason for each weight. Where no weights meet the constraints, the
 * process ends as one that was given wrong input.
 */
export async function runDraft(session: Session, _args: string[], options: DraftOptions): Promise<void> {
  const { name, asOf } = options;
  const draft = await session.call<Draft & { notes: string[] }>('drafts.create', {
    ...{ name, asOf, preferences: preferencesOf(options) },
  });
  session.show(draft, draftText);
  session.warn(draft.notes);
  if (!draft.feasible) session.endWith('invalid-input');
}

const CURES: Readonly<Record<Draft['binding'][number]['constraint'], string>> = {
  candidates:
    'fewer sectors and tokens left out, another day with --as-of, or more data: `factors --values` lists the tokens that may be held',
  'minimum-invested': 'a larger --size or --token-cap, so that enough can be invested',
  'token-cap': 'a larger --size or --token-cap, so that enough can be invested',
  'sector-cap': 'a larger --size, which reaches more sectors, or a larger --sector-cap',
  'minimum-weight': 'a smaller --minimum-weight, or a larger --token-cap',
  'volatility-target': 'a higher --volatility-target, or a smaller --minimum-invested',
};

/** Returns a draft for a terminal: weights with reasons, or the constraints that leave none. */
export function draftText(draft: Draft): string {
  const title = `${draft.name}, from what was known at the end of ${dayBefore(draft.asOf)}`;
  const head = [...(draft.isSimulated ? ['SIMULATED MARKET: these are not real tokens.', ''] : []), title];
  if (!draft.feasible) {
    const cures = new Set(draft.binding.map(({ constraint }) => CURES[constraint]));
    return [
      ...head,
      'No weights meet the constraints:',
      ...draft.binding.map(({ message }) => `- ${message}`),
      `What helps: ${[...cures].join('; ')}.`,
    ].join('\n');
  }
  const weights = renderTable<Draft['weights'][number]>(
    [
      { title: 'token', text: ({ name, asset }) => (name === asset ? asset : `${name} (${asset})`) },
      { title: 'weight', align: 'right', text: ({ weight }) => percent(weight, 2) },
      { title: 'rank', align: 'right', text: ({ reason }) => whole(reason.rank) },
      { title: 'score', align: 'right', text: ({ reason }) => fixed(reason.score, 3) },
      { title: 'volatility/year', align: 'right', text: ({ reason }) => percent(reason.volatility, 0) },
      { title: 'share of risk', align: 'right', text: ({ reason }) => percent(reason.riskContribution) },
      { title: 'wanted', align: 'right', text: ({ reason }) => percent(reason.wantedWeight, 2) },
      { title: 'limited by', text: ({ reason }) => reason.limitedBy.join(', ') || '–' },
    ],
    draft.weights,
  );
  const figures = draft.figures;
  return [
    ...head,
    '',
    weights,
    '',
    `Cash ${percent(draft.cash)}; weighting ${draft.method ?? '–'}.`,
    ...draft.fallbackChain.flatMap(({ method, why }) => (why === null ? [] : [`${method} was not used: ${why}`])),
    ...(figures === null
      ? []
      : [
          `Expected volatility ${percent(figures.expectedVolatility)} a year, diversification ratio ${fixed(figures.diversificationRatio)}, effective number of assets ${fixed(figures.effectiveAssets, 1)}.`,
          ...(figures.unknownSector > 0
            ? [
                `Sectors were not known for ${percent(figures.unknownSector / figures.invested, 0)} of what is invested; the cap on sectors does not hold those tokens.`,
              ]
            : []),
        ]),
    ...(draft.skipped.length === 0
      ? []
      : [
          `Passed over: ${draft.skipped
            .slice(0, 5)
            .map(({ asset, why }) => `${asset} ${why}`)
            .join(
              '; ',
            )}${draft.skipped.length > 5 ? `; and ${draft.skipped.length - 5} more, all of them with --json` : ''}`,
        ]),
    `Draft ${draft.id}`,
    `Replay it bit for bit: replay ${draft.id.slice(0, 12)}`,
  ].join('\n');
}

/** `drafts`: the drafts so far. */
export async function runDrafts(session: Session): Promise<void> {
  const { drafts } = await session.call<{ drafts: DraftSummary[] }>('drafts.list', {});
  session.show({ drafts }, (value) =>
    value.drafts.length === 0
      ? 'No drafts yet; `draft` makes one.'
      : renderTable<DraftSummary>(
          [
            { title: 'draft', text: ({ id }) => id.slice(0, 12) },
            { title: 'name', text: ({ name }) => name },
            { title: 'as of the end of', text: ({ asOf }) => dayBefore(asOf) },
            { title: 'made', text: ({ createdTime }) => formatInstant(createdTime).slice(0, 16).replace('T', ' ') },
            { title: 'state', text: ({ state }) => state },
            { title: 'tokens', align: 'right', text: ({ assetCount }) => whole(assetCount) },
            { title: 'cash', align: 'right', text: ({ cash }) => percent(cash) },
            { title: 'weighting', text: ({ method }) => method ?? '–' },
          ],
          value.drafts,
        ),
  );
}

type Replay = { id: string; replayedId: string; identical: boolean; differences: string[] };

/** `replay ID`: makes a draft again from its recorded inputs and compares. */
export async function runReplay(session: Session, [id]: string[]): Promise<void> {
  const replay = await session.call<Replay>('drafts.replay', { id });
  session.show(replay, (value) =>
    value.identical
      ? `Identical: the replay has the same hash, ${value.replayedId}`
      : [
          `Not identical: ${value.replayedId} instead of ${value.id}.`,
          ...value.differences.map((text) => `- ${text}`),
        ].join('\n'),
  );
}

type BacktestOptions = {
  name?: string;
  from?: number;
  until?: number;
  cadence?: string;
  horizons?: number[];
  seed?: number;
};

/** `backtest`: walks forward over the history and writes an HTML report into the home folder. */
export async function runBacktest(session: Session, _args: string[], options: BacktestOptions): Promise<void> {
  const { name, from, until, cadence, horizons, seed } = options;
  const report = await session.call<ReportedBacktest>('backtests.run', {
    name,
    config: {
      simulation: { fromTime: from, untilTime: until, cadence, seed },
      ensemble: { horizons, seed },
      draft: preferencesOf(options),
    },
  });
  session.show(report, reportedText);
  session.warn(report.notes);
}

/** What `backtests.run` answers. */
export type ReportedBacktest = BacktestReport & { readonly reportPath: string | null; readonly notes: string[] };

/** Returns a backtest for a terminal, with where its report lies. */
export const reportedText = (report: ReportedBacktest): string =>
  `${backtestText(report)}\nReport: ${report.reportPath ?? 'could not be written'}`;
