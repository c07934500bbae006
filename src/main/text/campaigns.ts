/** What looks as if somebody had arranged it: many articles at once, nearly the same, from few sources. */
import type { Campaign } from '../../shared/texts.ts';
import { DAY, dayOf } from '../../shared/time.ts';
import { nearDuplicates, similarityOf } from './minhash.ts';
import { mostNamed } from './most-named.ts';

/** An article as far as campaigns need it. */
export type CampaignArticle = {
  readonly id: number;
  /** UTC milliseconds. */
  readonly time: number;
  readonly publisher: string;
  readonly title: string;
  readonly assets: readonly string[];
  /** Of its phrases; null without words. */
  readonly signature: Readonly<Uint32Array> | null;
};

/** Share of common phrases from which on two articles are nearly the same. */
export const NEARLY_SAME = 0.5;
const FEWEST_COPIES = 3;
const FEWEST_IN_BURST = 6;
/** Standard deviations above what the four weeks before make one expect of a day. */
const BURST = 4;
const HISTORY_DAYS = 28;
/** So few publishers an article are few. */
const FEW_SOURCES = 1 / 3;
/** Copies within so long come at once. */
const AT_ONCE = 2 * DAY;
/** Pairs from which a similarity is averaged: neighbours in time. */
const MOST_PAIRS = 200;
const MOST_CAMPAIGNS = 50;

/**
 * Returns what looks like a campaign among the articles of [fromTime, untilTime), the largest first; earlier ones say what is usual.
 *
 * Candidates are groups of near-duplicates, and the articles of a token on a day with a burst. Each has to show two of
 * three signs: a burst, near-duplicates, few sources. News that everybody reports shows one.
 */
export function findCampaigns(articles: readonly CampaignArticle[], fromTime: number, untilTime: number): Campaign[] {
  const recent = articles.filter(({ time }) => time >= fromTime && time < untilTime).sort((a, b) => a.time - b.time);
  const copies = nearDuplicates(
    recent.map(({ signature }) => signature),
    NEARLY_SAME,
  )
    .filter(({ length }) => length >= FEWEST_COPIES)
    .map((group) => group.map((i) => recent[i]!));
  const isCopy = new Set(copies.flat());
  const bursts = burstsOf(articles, recent).map((burst) => burst.filter((article) => !isCopy.has(article)));
  const candidates = [...copies.map((of) => describe(of, false)), ...bursts.map((of) => describe(of, true))];
  return candidates
    .filter((campaign) => campaign !== null)
    .sort((a, b) => b.articleCount - a.articleCount || a.fromTime - b.fromTime)
    .slice(0, MOST_CAMPAIGNS);
}

function describe(articles: readonly CampaignArticle[], isBurst: boolean): Campaign | null {
  if (articles.length < FEWEST_COPIES) return null;
  const fromTime = articles[0]!.time;
  const untilTime = articles.at(-1)!.time;
  const publishers = new Set(articles.map(({ publisher }) => publisher)).size;
  const similarity = meanSimilarity(articles);
  const isAtOnce = isBurst || untilTime - fromTime <= AT_ONCE;
  const signs: readonly (readonly [boolean, string])[] = [
    [isAtOnce, isBurst ? 'burst: far more articles of a day than usual' : 'burst: all within two days'],
    [similarity >= NEARLY_SAME, 'near-duplicates: mostly the same phrases'],
    [publishers <= articles.length * FEW_SOURCES, `few sources: ${publishers} for ${articles.length} articles`],
  ];
  const why = signs.filter(([isSeen]) => isSeen).map(([, sign]) => sign);
  if (why.length < 2) return null;
  return {
    ...{ fromTime, untilTime, similarity, why },
    asset: mostNamed(articles)[0] ?? null,
    articleCount: articles.length,
    publisherCount: publishers,
    title: articles[0]!.title,
    articleIds: articles.map(({ id }) => id),
  };
}

/** Returns the articles of every token and day that has far more than the four weeks before make one expect. */
function burstsOf(
  articles: readonly CampaignArticle[],
  recent: readonly CampaignArticle[],
): readonly CampaignArticle[][] {
  const counts = new Map<string, number>();
  for (const { assets, time } of articles) {
    for (const asset of assets) {
      const key = `${asset}\n${dayOf(time)}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const groups = new Map<string, CampaignArticle[]>();
  for (const article of recent) {
    for (const asset of article.assets) {
      const key = `${asset}\n${dayOf(article.time)}`;
      groups.set(key, [...(groups.get(key) ?? []), article]);
    }
  }
  return [...groups].flatMap(([key, group]) => {
    const [asset, day] = key.split('\n') as [string, string];
    let before = 0;
    for (let back = 1; back <= HISTORY_DAYS; back++) before += counts.get(`${asset}\n${Number(day) - back}`) ?? 0;
    const rise = 2 * (Math.sqrt(group.length + 0.375) - Math.sqrt(before / HISTORY_DAYS + 0.375));
    return group.length >= FEWEST_IN_BURST && rise >= BURST ? [group] : [];
  });
}

function meanSimilarity(articles: readonly CampaignArticle[]): number {
  const signed = articles.flatMap(({ signature }) => (signature === null ? [] : [signature]));
  let sum = 0;
  let pairs = 0;
  for (let gap = 1; gap < signed.length && pairs < MOST_PAIRS; gap++) {
    for (let i = 0; i + gap < signed.length && pairs < MOST_PAIRS; i++) {
      sum += similarityOf(signed[i]!, signed[i + gap]!);
      pairs += 1;
    }
  }
  return pairs === 0 ? 0 : sum / pairs;
}
