import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rateMarket } from '../../../src/main/jobs/rate.ts';
import { moveRating } from '../../../src/main/jobs/rating-moves.ts';
import {
  getRating,
  getRatingSet,
  listRatings,
  readRatingHistory,
  withChanges,
} from '../../../src/main/jobs/rating-reads.ts';
import { tableRatings } from '../../../src/main/jobs/rating-table.ts';
import { trainEnsemble } from '../../../src/main/jobs/train.ts';
import { letterOf } from '../../../src/main/ratings/grades.ts';
import { listIdentities } from '../../../src/main/store/identities.ts';
import { saveModel } from '../../../src/main/store/models.ts';
import { appendRatings, findRatings } from '../../../src/main/store/ratings.ts';
import { LETTER_BANDS, SPARKLINE_POINTS } from '../../../src/shared/grades.ts';
import { EnsembleConfig } from '../../../src/shared/models.ts';
import { type Rating, RatingTable, ratings } from '../../../src/shared/ratings.ts';
import { DAY, instantOf, startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const DAYS = 460;
const ASOF = startOfDay(18_628 + DAYS);
const CONFIG = EnsembleConfig.parse({
  ...{ kinds: ['gradient-boosting'], horizons: [7, 30], minimumCoverage: 0.55 },
  eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
});
const store = simulatedStore({ seed: 4, assetCount: 60, dayCount: DAYS });
afterAll(() => store.close());

let rated: readonly Rating[];

beforeAll(async () => {
  const about = { asOf: ASOF, config: CONFIG, programVersion: 'test' };
  const { models } = await trainEnsemble(store, about, plainRun());
  const strict = { ...CONFIG, minimumCoverage: 0.9 };
  const modelIds = models.map((model) => saveModel(store, model));
  const made = await rateMarket(store, { ...about, config: strict, modelIds, isSimulated: true }, plainRun());
  rated = made.ratings;
  // an older set says something else, so that the newest is seen to be taken
  const [some] = rated;
  appendRatings(store, {
    asOf: ASOF - 7 * DAY,
    meta: made.meta,
    rows: [{ ...some!, name: 'older', investor: { ...some!.investor, score: some!.investor.score! - 2.5 } }],
  });
  appendRatings(store, { asOf: ASOF, meta: made.meta, rows: rated });
});

describe('ratings.table', () => {
  it('has the newest ratings in the order of the list, every column of the same tokens', async () => {
    const table = RatingTable.parse(await tableRatings(store, { asOf: null }, plainRun()));
    expect(table.asset).toEqual(rated.map(({ asset }) => asset));
    expect(table.asset.length).toBeGreaterThan(30);
    const lists = [table, table.trader, table.investor].flatMap((columns) =>
      Object.values(columns).filter(Array.isArray),
    );
    expect(lists).toHaveLength(25);
    for (const list of lists) {
      const perToken = list === table.sparkline ? SPARKLINE_POINTS : 1;
      expect(list).toHaveLength(perToken * rated.length);
    }
    rated.forEach(({ name, trader, investor }, i) => {
      for (const [columns, grade] of [
        [table.trader, trader],
        [table.investor, investor],
      ] as const) {
        expect([columns.score[i], columns.letter[i], columns.change7Days[i]]).toEqual([
          grade.score,
          grade.letter,
          // the best one alone was rated a week before, 2.5 lower as an investor's
          i > 0 ? null : grade === investor ? 2.5 : 0,
        ]);
        expect(grade.change7Days).toBe(null);
        expect(columns.evidence[i]).toBe(grade.evidence.level);
        expect(columns.withheld[i]).toBe(grade.evidence.withheld?.why ?? null);
      }
      expect(table.name[i]).toBe(name);
      expect(table.coverage[i]).toBe(investor.evidence.coverage);
    });
    expect(table.investor.withheld).toContain('coverage');
  });

  it('tells of one token the change that the table tells', () => {
    const set = getRatingSet(store, null);
    const [best, next] = rated.map(({ asset }) => withChanges(store, set, getRating(store, set, asset)));
    expect([best!.investor.change7Days, best!.trader.change7Days]).toEqual([2.5, 0]);
    expect([next!.investor.change7Days, next!.trader.change7Days]).toEqual([null, null]);
  });

  it('draws closes between their lowest and highest, and marks a token that the market has lost as unknown', async () => {
    const [first] = rated;
    const gone = { ...first!, asset: 'gone', name: 'Gone' };
    const other = simulatedStore({ seed: 4, assetCount: 12, dayCount: 200 });
    try {
      const { meta } = getRatingSet(store, null);
      const live = { ...first!, asset: 'bitcoin' };
      appendRatings(other, { asOf: startOfDay(18_628 + 200), meta, rows: [gone, live] });
      const table = await tableRatings(other, { asOf: null }, plainRun());
      const [lost, kept] = [table.asset.indexOf('gone'), table.asset.indexOf('bitcoin')];
      expect([table.close[lost], table.return1Day[lost], table.volatility[lost], table.sector[lost]]).toEqual(
        Array(4).fill(null),
      );
      const lineOf = (i: number) => table.sparkline.slice(i * SPARKLINE_POINTS, (i + 1) * SPARKLINE_POINTS);
      expect(new Set(lineOf(lost))).toEqual(new Set([null]));
      expect(Math.min(...(lineOf(kept) as number[]))).toBe(0);
      expect(Math.max(...(lineOf(kept) as number[]))).toBe(100);
      expect(table.close[kept]).toBeGreaterThan(0);
      expect(table.volatility[kept]).toBeGreaterThan(0);
      // a history of 200 days has no return of 365
      expect([table.return90Days[kept], table.return365Days[kept]]).toEqual([expect.any(Number), null]);
    } finally {
      other.close();
    }
  });

  it('says that nothing was rated', async () => {
    await expect(async () => tableRatings(store, { asOf: 0 }, plainRun())).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('stored ratings', () => {
  it('are listed with their strongest reasons, got one by one, and have a history', async () => {
    const list = await listRatings(store, { asOf: null }, plainRun());
    expect(list.ratings.map(({ asset }) => asset)).toEqual(rated.map(({ asset }) => asset));
    expect(list.ratings[0]?.investor.reasons?.factor).toHaveLength(5);
    const best = rated[0]!;
    expect(getRating(store, getRatingSet(store, null), best.asset)).toEqual(best);
    const history = { asset: best.asset, latest: ASOF };
    expect(await readRatingHistory(store, history, plainRun())).toEqual({
      asset: best.asset,
      asOf: [ASOF - 7 * DAY, ASOF],
      trader: [best.trader.score, best.trader.score],
      investor: [best.investor.score! - 2.5, best.investor.score],
    });
  });

  it('are of tokens that are known: an unknown one is named, one that was never rated has an empty history', async () => {
    const set = getRatingSet(store, null);
    expect(() => getRating(store, set, 'nonesuch')).toThrow(`nonesuch was not among the ${rated.length} tokens rated`);
    const all = findRatings<Rating>(store, ASOF)!.rows.map(({ asset }) => asset);
    const history = async (asset: string) => readRatingHistory(store, { asset, latest: ASOF }, plainRun());
    await expect(history('nonesuch')).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('nonesuch'),
    });
    const unrated = listIdentities(store).find(({ assetId }) => !all.includes(assetId))!;
    expect((await history(unrated.assetId)).asOf).toEqual([]);
    await expect(async () => readRatingHistory(store, { asset: 'x', latest: null }, plainRun())).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

describe('ratings.moves', () => {
  const contract = ratings['ratings.moves'].output;
  const movesOf = async (asset: string, grade: 'trader' | 'investor' = 'investor') =>
    contract.parse(await moveRating(store, { asset, grade, asOf: null }, plainRun()));

  it('begins at the stored score and names what reaches the neighbouring letters, nearest first', async () => {
    let moveCount = 0;
    for (const { asset, investor } of rated
      .filter((one) => one.investor.score !== null)
      .filter((_, i) => i % 7 === 0)) {
      const { score, letter, better, worse, note } = await movesOf(asset);
      expect([score, letter]).toEqual([investor.score, investor.letter]);
      const band = LETTER_BANDS.findIndex((one) => one.letter === letter);
      expect(better?.letter).toBe(LETTER_BANDS[band - 1]?.letter);
      expect(worse?.letter).toBe(LETTER_BANDS[band + 1]?.letter);
      for (const move of better?.moves ?? []) expect(move.score).toBeGreaterThanOrEqual(better!.fromScore);
      for (const move of worse?.moves ?? []) expect(move.score).toBeLessThan(worse!.belowScore);
      for (const { moves } of [better, worse].filter((way) => way != null)) {
        moveCount += moves.length;
        expect(moves.length).toBeLessThanOrEqual(12);
        const distances = moves.flatMap(({ rank, neededRank }) => (rank === null ? [] : [Math.abs(neededRank - rank)]));
        for (let i = 1; i < distances.length; i++) {
          expect(distances[i]!).toBeGreaterThanOrEqual(distances[i - 1]! - 1e-3);
        }
        for (const move of moves) expect(letterOf(move.score)).not.toBe(letter);
      }
      const hasMoves = [better, worse].some((way) => (way?.moves.length ?? 0) > 0);
      expect(note === null).toBe(hasMoves);
    }
    expect(moveCount).toBeGreaterThan(20);
  });

  it('tells why a withheld grade has none', async () => {
    const withheld = rated.find(({ investor }) => investor.evidence.withheld?.why === 'coverage')!;
    expect(await movesOf(withheld.asset)).toMatchObject({
      ...{ score: null, letter: null, better: null, worse: null },
      note: expect.stringMatching(/% of the factors are present, needs 90 %/),
    });
  });

  it('tells that the data is no longer what was rated, and that the factors are not', async () => {
    const set = getRatingSet(store, null);
    const { asset } = rated.find(({ trader }) => trader.score !== null)!;
    const other = rated.map((one) =>
      one.asset === asset ? { ...one, trader: { ...one.trader, score: 1.23, letter: 'F' as const } } : one,
    );
    appendRatings(store, { asOf: ASOF + 1, meta: set.meta, rows: other });
    const later = instantOf(ASOF + 1);
    const changed = await moveRating(store, { asset, grade: 'trader', asOf: later }, plainRun());
    expect(changed.note).toMatch(/^The data has changed .* the models now say [\d.]+ where 1.23 was kept$/);
    const meta = { ...set.meta, hashes: { ...set.meta.hashes, factors: 'other' } };
    appendRatings(store, { asOf: ASOF + 2, meta, rows: other });
    const stale = await moveRating(store, { asset, grade: 'trader', asOf: ASOF + 2 }, plainRun());
    expect(stale).toMatchObject({ better: null, worse: null, note: expect.stringContaining('factors have changed') });
  });
});
