import { resolve } from 'node:path';
import type { ImportReport } from '../../../shared/imports.ts';
import type { SystemStatus } from '../../../shared/system.ts';
import type { Session } from '../session.ts';
import { counted, duration, fixed, renderTable, whole } from '../table.ts';

/**
 * `import PATH…`: reads files and folders into the store and prints what became of each. If a file that was named was
 * refused, or files were refused and none was taken, the process ends as one that was given wrong input; files that a
 * folder merely contains may be of any kind.
 */
export async function runImport(
  session: Session,
  paths: string[],
  options: { maxRefusedShare?: number },
): Promise<void> {
  const named = paths.map((path) => resolve(path));
  const report = await session.call<ImportReport>('imports.run', { paths: named, ...options });
  session.show(report, importText);
  const states = new Set(report.files.map(({ state }) => state));
  const isAnyTaken = states.has('imported') || states.has('resumed') || states.has('already-imported');
  const isNamedRefused = report.files.some(({ file, state }) => state === 'refused' && named.includes(file));
  if (isNamedRefused || (states.has('refused') && !isAnyTaken)) session.endWith('invalid-input');
}

function importText(report: ImportReport): string {
  const files = renderTable(
    [
      { title: 'file', text: ({ file }) => (file.length > 48 ? `…${file.slice(-47)}` : file) },
      { title: 'state', text: ({ state }) => state },
      { title: 'layout', text: ({ layout }) => layout ?? '–' },
      { title: 'rows', align: 'right', text: ({ rows }) => whole(rows) },
      { title: 'new', align: 'right', text: ({ inserted }) => whole(inserted) },
      { title: 'revised', align: 'right', text: ({ revised }) => whole(revised) },
      { title: 'refused', align: 'right', text: ({ refused }) => whole(refused) },
      { title: 'first day', text: ({ firstDay }) => firstDay ?? '–' },
      { title: 'last day', text: ({ lastDay }) => lastDay ?? '–' },
    ],
    report.files,
  );
  const messages = report.files.flatMap(({ file, message }) => (message === null ? [] : [`${file}: ${message}`]));
  const reasons = new Map<string, number>();
  for (const { refusedBy } of report.files) {
    for (const { reason, count } of refusedBy) reasons.set(reason, (reasons.get(reason) ?? 0) + count);
  }
  const refusedFiles = report.files.filter(({ state }) => state === 'refused').length;
  return [
    files,
    '',
    ...(refusedFiles === 0 ? [] : [`${refusedFiles} of ${counted(report.files.length, 'file')} refused:`]),
    ...messages,
    ...Array.from(reasons, ([reason, count]) => `Refused: ${counted(count, 'row')}, ${reason}`),
    ...report.refusedRows.slice(0, 10).map(({ file, row, reason }) => `  ${file}, row ${whole(row)}: ${reason}`),
    ...(report.refusedRows.length > 10 ? ['  … all of them with --json'] : []),
    `${counted(report.rows, 'row')} in ${duration(report.seconds)} (${whole(report.candlesPerSecond)} candles/s): ` +
      `${whole(report.inserted)} new, ${whole(report.refused)} refused.`,
    `${whole(report.linkedSeries)} series with a verified identity; ${whole(report.unlinkedSeries)} for themselves.`,
  ].join('\n');
}

type IngestOptions = { exchange: string; markets?: string[]; timeframe?: string; from?: number; until?: number };
type IngestReport = {
  exchange: string;
  listingCount: number;
  markets: {
    market: string;
    inserted: number;
    revised: number;
    refused: number;
    absences: Record<string, number>;
    error: string | null;
  }[];
};

/** `ingest --exchange ID`: fetches listings and closed candles and prints what arrived. */
export async function runIngest(session: Session, _args: string[], options: IngestOptions): Promise<void> {
  const report = await session.call<IngestReport>('feeds.ingest', options);
  session.show(report, ({ exchange, listingCount, markets }) =>
    [
      `${exchange}: ${counted(listingCount, 'listing')}.`,
      ...(markets.length === 0
        ? []
        : [
            renderTable(
              [
                { title: 'market', text: ({ market }) => market },
                { title: 'new', align: 'right', text: ({ inserted }) => whole(inserted) },
                { title: 'revised', align: 'right', text: ({ revised }) => whole(revised) },
                { title: 'refused', align: 'right', text: ({ refused }) => whole(refused) },
                {
                  title: 'absent',
                  text: ({ absences }) =>
                    Object.entries(absences)
                      .map(([kind, count]) => `${kind} ${count}`)
                      .join(', ') || 'nothing',
                },
                { title: 'message', text: ({ error }) => error ?? '' },
              ],
              markets,
            ),
          ]),
    ].join('\n'),
  );
}

/** `simulate`: fills an empty store with a simulated market. */
export async function runSimulate(
  session: Session,
  _args: string[],
  options: { assets?: number; days?: number; seed?: number; signal?: number },
): Promise<void> {
  const made = await session.call<{ candleCount: number; assetCount: number; firstDay: string; lastDay: string }>(
    'feeds.simulate',
    { assetCount: options.assets, dayCount: options.days, seed: options.seed, signalStrength: options.signal },
  );
  session.show(
    made,
    ({ candleCount, assetCount, firstDay, lastDay }) =>
      `SIMULATED market: ${counted(assetCount, 'token')}, ${counted(candleCount, 'candle')}, ${firstDay} to ${lastDay}.`,
  );
}

/** `status`: what the store holds, by source. */
export async function runStatus(session: Session, _args: string[], options: { hash?: boolean }): Promise<void> {
  session.show(await session.call<SystemStatus>('system.status', { hash: options.hash === true }), statusText);
}

function statusText(status: SystemStatus): string {
  const absences = Object.entries(status.absences);
  return [
    ...(status.simulated ? ['SIMULATED MARKET: nothing here is a real price.', ''] : []),
    status.sources.length === 0
      ? 'The store is empty. Fill it with `import PATH`, `ingest --exchange ID` or `simulate`.'
      : renderTable(
          [
            { title: 'source', text: ({ source }) => source },
            { title: 'timeframe', text: ({ timeframe }) => timeframe },
            { title: 'series', align: 'right', text: ({ seriesCount }) => whole(seriesCount) },
            { title: 'candles', align: 'right', text: ({ candleCount }) => whole(candleCount) },
            { title: 'earliest', text: ({ earliestDay }) => earliestDay ?? '–' },
            { title: 'latest', text: ({ latestDay }) => latestDay ?? '–' },
            { title: 'gaps', align: 'right', text: ({ gapCount }) => whole(gapCount) },
            { title: 'stale', align: 'right', text: ({ staleSeriesCount }) => whole(staleSeriesCount) },
          ],
          status.sources,
        ),
    '',
    ...daysText(status),
    `${counted(status.assetCount, 'asset')}, ${whole(status.unlinkedSeriesCount)} series without a verified identity, ${counted(status.refusedRowCount, 'refused row')}.`,
    `Absent: ${absences.length === 0 ? 'nothing recorded' : absences.map(([kind, count]) => `${kind} ${whole(count)}`).join(', ')}.`,
    `${counted(status.modelCount, 'model')}, ${counted(status.draftCount, 'draft')}, ${counted(status.backtestCount, 'backtest')} in the trial ledger.`,
    ...(status.contentHash === null ? [] : [`Hash of all facts: ${status.contentHash}`]),
    `Store: ${status.storePath} (${fixed(status.storeBytes / 2 ** 30)} GiB), schema ${status.schemaVersion}, Indexsmith ${status.programVersion}`,
  ].join('\n');
}

function daysText({ newestDay, newestWholeDay }: SystemStatus): string[] {
  if (newestDay === null || newestWholeDay === null) return [];
  const text = `Newest whole day: ${newestWholeDay.day}, ${counted(newestWholeDay.assetCount, 'asset')}, ${newestWholeDay.marketCount} with market figures`;
  if (newestDay.day === newestWholeDay.day) return [`${text}.`];
  return [`${text}; ${newestDay.day} has only ${newestDay.assetCount}, ${newestDay.marketCount} with market figures.`];
}
