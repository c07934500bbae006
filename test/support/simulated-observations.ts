/** What a simulated market may show besides candles: chains, commits, funds, moods and articles, made up and stored as imported. */
import { MEASURE_LAYOUTS } from '../../src/main/feeds/files/measure-layouts.ts';
import { createRandom } from '../../src/main/numeric/random.ts';
import { appendArticles } from '../../src/main/store/articles.ts';
import { sealBatch } from '../../src/main/store/batches.ts';
import type { IdentityLink } from '../../src/main/store/identities.ts';
import type { WritableStore } from '../../src/main/store/open.ts';
import { DAY } from '../../src/shared/time.ts';
import { type MeasureRow, storeMeasures } from './measure-rows.ts';
import type { Future } from './simulated-store.ts';
import { begin } from './store-rows.ts';

/** A token of the market: its own key, and since when it lives. */
type Token = { readonly key: string; readonly symbol: string; readonly bornDay: number };

const FUNDS = ['UUP', 'SPY', 'IEF'];
const HEADLINES = ['token surges to a new high', 'token hacked, losses feared', 'token listed by an exchange'];

/**
 * Stores observations of the days from `firstDay` on and returns whose they are: of every third token figures of a chain, of every
 * fourth a repository, of every fourth articles.
 */
export function storeObservations(
  store: WritableStore,
  tokens: readonly Token[],
  { firstDay, dayCount }: { readonly firstDay: number; readonly dayCount: number },
  future: Future,
): IdentityLink[] {
  const links: IdentityLink[] = [];
  const linkTo = (source: string, key: string, assetId: string): void => {
    const rest = { fromDay: 0, untilDay: null, method: 'id', isAmbiguous: false, evidence: {} };
    links.push({ source, key, assetId, ...rest });
  };
  for (const layout of MEASURE_LAYOUTS) {
    const { source } = layout;
    const rows: MeasureRow[] = [];
    const add = (subject: string, step: number): void => {
      for (const [metric] of Object.values(layout.metrics)) {
        const random = createRandom(5, source, subject, metric);
        for (let day = firstDay; day < firstDay + dayCount; day += step) {
          const value =
            source === 'alternative.me' ? 100 * random.uniform() : Math.ceil(1000 * Math.exp(random.normal()));
          rows.push({ subject, metric, day, value, knownAt: layout.knownAt(day * DAY) });
        }
      }
    };
    tokens.forEach(({ key }, i) => {
      const assetId = i === 0 ? 'bitcoin' : key;
      if (source === 'coinmetrics' && i % 3 === 0) {
        add(key.toLowerCase(), 1);
        linkTo(source, key.toLowerCase(), assetId);
      }
      if (source === 'git-histories' && i % 4 === 0) {
        add(`${key} own/${key}`, 7);
        linkTo(source, `${key} own/${key}`, assetId);
      }
    });
    if (source === 'yahoo-funds') for (const fund of FUNDS) add(fund, 1);
    if (source === 'alternative.me') add('market', 1);
    const changed = rows.flatMap((row, i) => changedRow(row, i, future));
    if (changed.length > 0) storeMeasures(store, source, changed);
  }
  storeArticles(store, tokens, { firstDay, dayCount }, future);
  return links;
}

function changedRow(row: MeasureRow, place: number, { after, fate }: Future): MeasureRow[] {
  if (fate === 'kept' || row.knownAt! <= after) return [row];
  return fate === 'deleted' ? [] : [{ ...row, value: row.value * Math.exp(2 * createRandom(9, place).normal()) }];
}

function storeArticles(
  store: WritableStore,
  tokens: readonly Token[],
  { firstDay, dayCount }: { readonly firstDay: number; readonly dayCount: number },
  { after, fate }: Future,
): void {
  const random = createRandom(5, 'articles');
  const rows = tokens
    .filter((_, i) => i % 4 === 0)
    .flatMap(({ symbol }, token) =>
      Array.from({ length: 250 }, (_, i) => {
        const publishedAt = (firstDay + random.below(dayCount)) * DAY + random.below(DAY);
        const title = `$${symbol} ${HEADLINES[random.below(HEADLINES.length)]}`;
        const isChanged = fate === 'scrambled' && publishedAt > after;
        const text = isChanged ? `$${symbol} crashes, lawsuit and delisting` : title;
        return {
          source: 'news',
          key: `${token}-${i}`,
          publishedAt,
          knownAt: publishedAt,
          publisher: `p${i % 4}`,
          title: text,
          body: '',
          url: null,
        };
      }),
    )
    .filter(({ knownAt }) => fate !== 'deleted' || knownAt <= after);
  const batchId = begin(store, 'news', { kind: 'articles' });
  appendArticles(store, batchId, rows);
  sealBatch(store, batchId);
}
