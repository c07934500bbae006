import { describe, expect, it } from 'vitest';
import {
  alertRecordOf,
  bestThreshold,
  type Candidate,
  claimsOf,
  eventProofOf,
  outcomeOf,
  overallPrecision,
} from '../../../src/main/risk/anomaly-record.ts';
import { quietMarket } from './unusual.ts';

const DAYS = 100;
const window = quietMarket(3, DAYS, ({ close, high }, asset) => {
  close.fill(1);
  high.fill(1.1);
  if (asset === 1) close.fill(0.79, 60);
  if (asset === 2) close.fill(0.81, 60);
  if (asset === 0) high[52] = 3;
});
const at = (asset: number, day: number, score: number, kind: Candidate['kind'] = 'pump'): Candidate => ({
  ...{ asset, day, score, kind },
  cell: asset * DAYS + day,
});
const event = (asset: number, day: number) => ({ source: 'list', asset, day, cell: asset * DAYS + day });

describe('outcomeOf', () => {
  it('sees a fall of more than a fifth within fourteen days', () => {
    expect(outcomeOf(window, DAYS + 46, 1, undefined)).toEqual({ fell: true, change: 0.79 - 1 });
    expect(outcomeOf(window, DAYS + 45, 1, undefined)).toEqual({ fell: false, change: 0 });
    expect(outcomeOf(window, 2 * DAYS + 50, 2, undefined).fell).toBe(false);
  });

  it('does not know what the end of the data hides, but that a token taken off was lost', () => {
    expect(outcomeOf(window, 90, 0, undefined)).toEqual({ fell: null, change: Number.NaN });
    expect(outcomeOf(window, 90, 0, 'truncated').fell).toBeNull();
    expect(outcomeOf(window, 90, 0, 'delisted').fell).toBe(true);
    expect(outcomeOf(window, 85, 0, undefined).fell).toBe(false);
    // what fell before the cut counts no more than what was still up then
    const cut = quietMarket(1, DAYS, ({ close }) => close.fill(1).fill(0.1, 95));
    expect(outcomeOf(cut, 90, 0, undefined)).toEqual({ fell: null, change: Number.NaN });
    expect(outcomeOf(cut, 90, 0, 'delisted')).toEqual({ fell: true, change: 0.1 - 1 });
  });
});

describe('alertRecordOf', () => {
  it('tells of each kind how often it fired and what followed', () => {
    const many = Array.from({ length: 10 }, () => [at(1, 50, 0.8), at(0, 50, 0.8)]).flat();
    const few = many.slice(1).map((alert) => ({ ...alert, kind: 'drain' as const }));
    const alerts = [...many, at(0, 95, 0.8), ...few];
    const record = alertRecordOf(alerts, ({ cell, asset }) => outcomeOf(window, cell, asset, undefined), 0.3);
    const row = record.kind.indexOf('pump');
    expect(record.firedCount[row]).toBe(21);
    expect(record.tokenCount[row]).toBe(2);
    expect(record.fallShare[row]).toBe(0.5);
    expect(record.medianReturn[row]).toBeCloseTo(-0.105, 10);
    expect(record.baseRate[row]).toBe(0.3);
    expect(record.fallShare[record.kind.indexOf('listing')]).toBeNull();
    const drain = record.kind.indexOf('drain');
    expect([record.firedCount[drain], record.fallShare[drain], record.medianReturn[drain]]).toEqual([19, null, null]);
  });
});

describe('eventProofOf', () => {
  const candidates = [
    ...[at(0, 50, 0.7), at(0, 53, 0.9), at(0, 20, 0.8), at(1, 51, 0.75), at(1, 20, 0.9)],
    // another kind claims nothing, and a token without an event counts for nothing
    ...[at(1, 30, 0.9, 'drain'), at(2, 50, 0.9)],
  ];
  const events = [event(0, 52), event(1, 50), event(1, 90)];
  const proof = (threshold: number) =>
    eventProofOf(
      { source: 'list', part: 'all' },
      window,
      events,
      claimsOf(candidates),
      { from: 0, until: 100 },
      () => 0.01,
      threshold,
    );

  it('finds an event from three days before it to one after it', () => {
    expect(proof(0.74)).toMatchObject({ eventCount: 3, foundCount: 2, recall: 2 / 3, precision: 2 / 4 });
    expect(proof(0.8)).toMatchObject({ foundCount: 1, recall: 1 / 3, precision: 1 / 3 });
    expect(proof(0.7)).toMatchObject({ foundCount: 2, precision: 3 / 5 });
    expect(proof(0.74).chanceRecall).toBeCloseTo(1 - 0.99 ** 5, 12);
  });

  it('tells how long before the peak the first alert came', () => {
    // at 0.7 the alert of day 50 is two days before the high of day 52; token 1 has its highest price on the first of equals
    expect(proof(0.7)).toMatchObject({ leadDays: [-4, 2], leadCount: [1, 1], medianLeadDays: -1 });
    expect(proof(0.8)).toMatchObject({ leadDays: [-1], leadCount: [1] });
  });

  it('has a curve that ends where nothing is alerted, and a best point on it', () => {
    const { threshold, recallAt, precisionAt } = proof(0.7);
    expect(threshold[0]).toBe(0.6);
    expect(recallAt[0]).toBe(2 / 3);
    // both events are found up to 0.74; further up fewer alerts are wrong, but one event is lost
    expect(bestThreshold(proof(0.7))).toBe(0.6);
    expect(precisionAt).toHaveLength(threshold.length);
    expect(recallAt.every((recall, i) => i === 0 || recall! <= recallAt[i - 1]!)).toBe(true);
  });

  it('counts over all tokens, of the days that have labels, what falls on an event', () => {
    // of days 50 to 90: (0, 50), (0, 53), (1, 51) near an event, (2, 50) on a token without one
    expect(overallPrecision(events, claimsOf(candidates), 0.7)).toBe(3 / 4);
    expect(overallPrecision(events, claimsOf(candidates), 0.8)).toBe(1 / 2);
    expect(overallPrecision([], claimsOf(candidates), 0.7)).toBeNull();
  });

  it('says nothing without events', () => {
    const none = eventProofOf(
      ...([{ source: 'list', part: 'all' }, window, [], claimsOf(candidates), { from: 0, until: 9 }] as const),
      () => 0,
      0.7,
    );
    expect(none).toMatchObject({ eventCount: 0, recall: null, precision: null, chanceRecall: null });
    expect(bestThreshold(none)).toBeNull();
  });
});
