import { beforeAll, describe, expect, it } from 'vitest';
import { type ForwardRecord, walkRecord } from '../../../src/main/jobs/record.ts';
import { loadResearch, type Research } from '../../../src/main/jobs/research.ts';
import { type WeighedHorizon, weighRecord } from '../../../src/main/jobs/weigh.ts';
import { hurtShareOf, weightHistoryOf } from '../../../src/main/jobs/weight-history.ts';
import { createRandom } from '../../../src/main/numeric/random.ts';
import { EnsembleConfig } from '../../../src/shared/models.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { plainRun, simulatedStore } from '../../support/simulated-store.ts';

const FIRST = 18_628;
const DAYS = 1_300;
const HORIZON = 30;
const config = EnsembleConfig.parse({
  ...{ kinds: ['gradient-boosting', 'random-forest'], horizons: [HORIZON], minimumCoverage: 0.4, recordMonths: 12 },
  eligibility: { minimumDollarVolume: 0, minimumMarketCap: 0 },
});
let research: Research;
let record: ForwardRecord;

beforeAll(async () => {
  const store = simulatedStore({ seed: 4, assetCount: 100, dayCount: DAYS, signalStrength: 1 });
  research = loadResearch(store, startOfDay(FIRST + DAYS), config, plainRun());
  record = await walkRecord(store, research, config, 'test', plainRun());
  store.close();
});

const weigh = (changed: ForwardRecord, of: Research = research): WeighedHorizon =>
  weighRecord(of, config, changed, plainRun())[0]!;

/** Returns the record with a third member: the first one, but the other way round on the days for which `isBad`. */
function withTraitor(isBad: (day: number) => boolean): ForwardRecord {
  const [first] = record.members;
  const scores = first!.scores.slice();
  const { window, crossSection } = research;
  for (let i = 0; i < window.dayCount; i++) {
    if (!isBad(window.firstDay + i)) continue;
    for (let at = crossSection.offset[i]!; at < crossSection.offset[i + 1]!; at++) {
      const cell = crossSection.cells[at]!;
      scores[cell] = -scores[cell]!;
    }
  }
  const members = [...record.members, { member: { kind: 'traitor', horizon: HORIZON }, scores }];
  return { ...record, members };
}

describe('weighRecord', () => {
  it('takes the weight of a member that turns bad once outcomes show it, and gives it back when it recovers', () => {
    const [from, until] = [FIRST + 850, FIRST + 1_000];
    const weighed = weigh(withTraitor((day) => day >= from && day < until));
    const weightAt = (day: number): number => weighed.weightsAt([day])[0]![2]!;
    const before = weightAt(from);
    expect(before).toBeGreaterThan(0.2);
    // no outcome has shown it yet
    const first = weighed.days.find((day) => day >= from)! + HORIZON;
    expect(weightAt(first - 1)).toBeGreaterThan(0.2);
    expect(weightAt(first)).toBeLessThan(weightAt(first - 1));
    // within its horizon after that it has lost most of it
    expect(weightAt(first + HORIZON)).toBeLessThan(before / 2);
    expect(weightAt(until)).toBeLessThan(0.08);
    expect(weightAt(until + 200)).toBeGreaterThan(3 * config.weighting.floor);
    // all that time the ensemble stays ahead of equal weights
    const { ensembleRankIc, equalRankIc, time } = weightHistoryOf(research, config.strideDays, weighed);
    const bad = [...time.keys()].filter((i) => time[i]! > startOfDay(first + 14) && time[i]! <= startOfDay(until));
    const meanOf = (column: readonly (number | null)[]) => bad.reduce((sum, i) => sum + column[i]!, 0) / bad.length;
    expect(bad.length).toBeGreaterThan(10);
    expect(meanOf(ensembleRankIc)).toBeGreaterThan(meanOf(equalRankIc) + 0.02);
  });

  it('has the same weights and signals of a day whatever the outcomes are that nobody knew yet', () => {
    const today = FIRST + 1_000;
    const labels = research.labels[0]!;
    const random = createRandom(3, 'outcomes');
    const value = labels.value.map((own, cell) =>
      labels.knownDay[cell]! > today + 1 ? 2 * random.uniform() - 1 : own,
    );
    const other = weigh(record, { ...research, labels: [{ ...labels, value }] });
    const own = weigh(record);
    const days = Array.from({ length: 1_290 }, (_, i) => FIRST + i);
    const [here, there] = [own, other].map((weighed) => weighed.weightsAt(days));
    days.forEach((day, i) => {
      if (day <= today) expect(there![i]).toEqual(here![i]);
    });
    expect(there!.at(-1)).not.toEqual(here!.at(-1));
    const { offset, cells } = research.crossSection;
    for (const cell of cells.subarray(0, offset[today + 1 - FIRST])) {
      expect(other.signal[cell]).toBe(own.signal[cell]);
    }
  });

  it('compares members and ensemble on the same outcomes', () => {
    // of which a third became known too late for any weight
    const labels = research.labels[0]!;
    const knownDay = labels.knownDay.map((known, cell) => (cell % 3 === 0 ? known + 40 : known));
    const late = { ...research, labels: [{ ...labels, knownDay }] };
    const [member] = record.members;
    const alone = { ...record, members: [member!, { ...member!, member: { kind: 'same', horizon: HORIZON } }] };
    const { memberRankIc, ensembleRankIc, hurtShare } = weightHistoryOf(late, config.strideDays, weigh(alone, late));
    expect(ensembleRankIc).toEqual(memberRankIc[0]);
    // and where weights make no difference they do not help either
    expect(hurtShare).toBeNull();
    expect(hurtShareOf([1, 1, 1, null, 0], [2, 1, 0, 9, 0])).toBe(0.5);
  });

  it('lets the transformer begin at the floor and earn its weight', () => {
    const [first] = record.members;
    const copy = { ...first!, member: { kind: 'temporal-transformer', horizon: HORIZON } };
    const weighed = weigh({ ...record, members: [...record.members, copy] });
    const [begin, end] = weighed.weightsAt([record.folds[0]!.day, research.lastDay]);
    expect(begin![2]).toBeCloseTo(config.weighting.floor, 12);
    expect(begin![0]).toBeCloseTo(begin![1]!, 12);
    expect(end![2]).toBeGreaterThan(3 * config.weighting.floor);
  });

  it('stacks once, so that no later fold forgets what re-weighting has learnt', () => {
    const days = Array.from({ length: 1_290 }, (_, i) => FIRST + i);
    // of two members each has at least 40 %, so that hardly anything could be told
    const three = withTraitor((day) => day >= FIRST + 850 && day < FIRST + 1_000);
    const later = { day: record.folds.at(-1)!.day + 120, scoredDays: [] };
    const again = weigh({ ...three, folds: [...three.folds, later] });
    expect(again.weightsAt(days)).toEqual(weigh(three).weightsAt(days));
  });

  it('lets a member without a record begin at the floor', () => {
    const scores = new Float32Array(record.members[0]!.scores.length).fill(Number.NaN);
    const members = [...record.members, { member: { kind: 'new', horizon: HORIZON }, scores }];
    const weighed = weigh({ ...record, members });
    const start = record.folds.at(-1)!.day;
    expect(weighed.weightsAt([start])[0]![2]).toBeCloseTo(config.weighting.floor, 12);
    expect(weighed.stacking[2]).toBe(0);
    // and the others say together what they say without it
    const alone = weigh(record);
    const { offset, cells } = research.crossSection;
    const some = cells
      .slice(offset[start - FIRST], offset[start - FIRST + 1])
      .find((cell) => !Number.isNaN(alone.signal[cell]!));
    expect(weighed.signal[some!]).not.toBeNaN();
  });
});
