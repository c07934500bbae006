import { describe, expect, it } from 'vitest';
import { ANOMALY_FIGURES } from '../../../../src/main/risk/anomaly-figures.ts';
import {
  ANOMALY_WORDS,
  alertRows,
  alertWords,
  driversText,
  figureWords,
  firstProof,
  kindCounts,
  proofTitle,
  proofWords,
} from '../../../../src/renderer/views/anomalies-words.ts';
import {
  confirmationWords,
  patternText,
  searchWords,
  tokensOf,
} from '../../../../src/renderer/views/patterns-words.ts';
import {
  CLASS_WORDS,
  isJudged,
  levelWords,
  qualityRows,
  qualityWords,
} from '../../../../src/renderer/views/quality-words.ts';
import { mentionRows, scoreWords, sentimentWord, staleWords } from '../../../../src/renderer/views/texts-words.ts';
import { ANOMALY_KINDS, type AnomalyRecord, type EventProof } from '../../../../src/shared/anomalies.ts';
import type { PatternSearch } from '../../../../src/shared/patterns.ts';
import { QUALITY_CLASSES, type QualityRecord } from '../../../../src/shared/quality.ts';
import { DAY } from '../../../../src/shared/time.ts';

describe('anomalies in words', () => {
  it('have words for every kind of the contract, and count those that occur in its order', () => {
    expect(Object.keys(ANOMALY_WORDS).sort()).toEqual([...ANOMALY_KINDS].sort());
    expect(kindCounts([{ kind: 'drain' }, { kind: 'pump' }, { kind: 'drain' }])).toEqual([
      { kind: 'pump', count: 1 },
      { kind: 'drain', count: 2 },
    ]);
  });

  it('have words for every figure of the detector', () => {
    expect(ANOMALY_FIGURES.filter((id) => figureWords(id).meaning === null)).toEqual([]);
  });

  it('name what contributed most', () => {
    const anomaly = { factor: ['return-30d', 'rsi-14', 'return-1d'], contribution: [0.5, 0.3, 0.1] };
    expect(driversText(anomaly, 2)).toBe('Return, 30 days 50 %; RSI, 14 days 30 %');
  });

  const record: AnomalyRecord = {
    asOf: 0,
    fromTime: 0,
    untilTime: 0,
    fall: 0.3,
    days: 14,
    alertThreshold: 0.6,
    splitTime: 0,
    alerts: {
      kind: ['pump', 'data-fault'],
      firedCount: [1_000, 2],
      tokenCount: [300, 2],
      fallShare: [0.4, null],
      baseRate: [0.1, null],
      medianReturn: [-0.2, null],
    },
    proofs: [],
    notes: [],
  };

  it('tell what followed, against what is usual', () => {
    const [pump, fault] = alertRows(record);
    expect(pump?.ratio).toBeCloseTo(4);
    expect(alertWords(pump!, record)).toBe(
      'Pump candidate: 1,000 alerts, 40 % of them followed by a fall of more than 30 % within 14 days; usual is 10 %. Median return −20.0 %.',
    );
    expect(fault?.ratio).toBeNull();
    expect(alertWords(fault!, record)).toContain('too few');
  });

  const proof: EventProof = {
    source: 'telegram-groups',
    part: 'all',
    eventCount: 400,
    foundCount: 300,
    recall: 0.75,
    precision: 0.1,
    chanceRecall: 0.05,
    medianLeadDays: 1,
    leadDays: [],
    leadCount: [],
    threshold: [],
    recallAt: [],
    precisionAt: [],
  };

  it('tell recall beside chance, and whether the alert came in time', () => {
    expect(proofTitle(proof.source)).toBe('Pumps announced in groups');
    expect(proofTitle('all')).toBe('All lists, each event once');
    expect(proofTitle('own_list')).toBe('own list');
    const later = { ...proof, source: 'all', part: 'later' } as const;
    expect(firstProof([proof, later, { ...later, part: 'early' }])).toBe(later);
    expect(firstProof([proof])).toBe(proof);
    const { found, sentence } = proofWords(proof);
    expect(found).toBe(true);
    expect(sentence).toContain('300 of 400 labelled events (75 %), 15.0 times as many');
    expect(sentence).toContain('1 day before the peak');
    expect(proofWords({ ...proof, medianLeadDays: -2 }).sentence).toContain('2 days after the peak');
    expect(proofWords({ ...proof, medianLeadDays: 0 }).sentence).toContain('after the peak itself');
    expect(proofWords({ ...proof, recall: 0.1 })).toMatchObject({ found: false });
    expect(proofWords({ ...proof, recall: 0.1 }).sentence).toContain('Most were missed');
    expect(proofWords({ ...proof, eventCount: 0, recall: null })).toMatchObject({ found: false });
  });
});

describe('patterns in words', () => {
  const search: PatternSearch = {
    asOf: 0,
    fromTime: 0,
    splitTime: 0,
    untilTime: 0,
    conditionCount: 100,
    searchedCount: 50_000,
    significantCount: 12,
    confirmedCount: 2,
    chanceCount: 0.6,
    patterns: [],
    notes: [],
  };

  it('say how many were looked at, how many are luck, and how many held up', () => {
    expect(searchWords(search)).toEqual({
      found: true,
      sentence:
        'Of 0 patterns that were tried on later years 2 held up. 50,000 combinations of 100 conditions were looked at. 12 were significant in the years they were found in, where about 0.6 would be so by luck alone.',
    });
    expect(searchWords({ ...search, confirmedCount: 0 })).toMatchObject({ found: false });
    expect(searchWords({ ...search, confirmedCount: 0 }).sentence).toMatch(/^There is no pattern to rely on/);
    expect(searchWords({ ...search, significantCount: 0, confirmedCount: 0 }).sentence).toContain('That is a result');
  });

  it('write conditions, and whether they were confirmed', () => {
    expect(
      patternText({
        conditions: [
          { factor: 'momentum-12-1', test: 'top-fifth' },
          { factor: 'return-7d', test: 'falling' },
        ],
      }),
    ).toBe('Momentum 12−1 in the top fifth + Return, 7 days falling');
    const confirmed = {
      ...{ hitRate: 0.5, baseRate: 0.5, alikeRate: 0.5, support: 9, dateCount: 3 },
      ...{ pValue: 0.4, adjustedPValue: 0.8, isConfirmed: false },
    };
    expect(confirmationWords({ confirmed }).label).toBe('not confirmed');
    expect(confirmationWords({ confirmed: { ...confirmed, isConfirmed: true } }).label).toBe('confirmed');
    expect(confirmationWords({ confirmed: { ...confirmed, hitRate: null, support: 0 } }).label).toBe(
      'never held again',
    );
  });

  it('gather what holds by token, most first', () => {
    const today = { patternId: ['a', 'a', 'b'], asset: ['x', 'y', 'y'], symbol: ['X', 'Y', 'Y'] };
    expect(tokensOf(today)).toEqual([
      { asset: 'y', symbol: 'Y', patternIds: ['a', 'b'] },
      { asset: 'x', symbol: 'X', patternIds: ['a'] },
    ]);
  });
});

describe('quality in words', () => {
  const record: QualityRecord = {
    asOf: 0,
    fromTime: 0,
    untilTime: 0,
    year: [2020, 2021],
    rowCount: [1, 1],
    yearAreaUnderCurve: [0.8, null],
    className: ['survives', 'fades', 'dies'],
    share: [0.6, 0.3, 0.1],
    areaUnderCurve: [0.7, 0.6, 0.8],
    brier: 0.4,
    brierOfShares: 0.5,
    calibrationPredicted: [],
    calibrationRealised: [],
    characteristic: [],
    importance: [],
    notes: [],
  };

  it('has words for every class, and tells the record against shares known before', () => {
    expect(Object.keys(CLASS_WORDS)).toEqual([...QUALITY_CLASSES]);
    const { found, sentence } = qualityWords(record);
    expect(found).toBe(true);
    expect(sentence).toContain('In 1 year that it had not learnt from it gave');
    expect(sentence).toContain('20 % nearer');
    expect(qualityWords({ ...record, brier: 0.5 }).found).toBe(false);
    expect(qualityWords({ ...record, areaUnderCurve: [0.7, 0.6, 0.52] }).sentence).toContain('hardly told');
    expect(qualityWords({ ...record, areaUnderCurve: [null, null, null] }).sentence).toContain('could not be judged');
    const judged = [null, record, { ...record, brier: null }, { ...record, areaUnderCurve: [0.7, 0.6, null] }];
    expect(judged.map(isJudged)).toEqual([false, true, false, false]);
  });

  it('says whether chances were right on average', () => {
    const words = (told: number[], was: number[]) =>
      levelWords({ calibrationPredicted: told, calibrationRealised: was });
    expect(words([0.02, 0.1], [0.01, 0.03])).toContain('6.0 % was told and 2.0 % died: chances were too high');
    expect(words([0.02], [0.1])).toContain('too low');
    expect(words([0.02], [0.021])).toContain('about right');
    expect(words([], [])).toBe('');
  });

  it('reads the columns of an answer as rows', () => {
    const [row] = qualityRows({
      ...{ asOf: 0, modelId: 'm', asset: ['x'], symbol: ['X'], survives: [0.7], fades: [0.2], dies: [0.1] },
      ...{ reason: [['It is old']], record: null, notes: [] },
    });
    expect(row).toEqual({ asset: 'x', symbol: 'X', survives: 0.7, fades: 0.2, dies: 0.1, reasons: ['It is old'] });
  });
});

describe('texts in words', () => {
  it('call a sentiment good, bad or neither', () => {
    expect([0.05, 0.04, -0.05, null].map(sentimentWord)).toEqual(['▲ good', '◆ neither', '▼ bad', '–']);
  });

  it('tell which way of reading is used, beside the other on the same texts', () => {
    const score = { dataset: 'Posts', textCount: 500, accuracy: 0.8, macroF1: 0.75 };
    expect(
      scoreWords([
        { ...score, method: 'classifier', isUsed: true },
        { ...score, method: 'word-list', accuracy: 0.7, macroF1: 0.6, isUsed: false },
      ]),
    ).toBe(
      'On “Posts” the classifier is used: it read 80.0 % of 500 texts rightly that it had not learnt from, the word list 70.0 %.',
    );
    const worse = { ...score, dataset: 'News', macroF1: 0.4 };
    expect(staleWords(0, 8 * DAY)).toContain('8 days older than the prices');
    expect([staleWords(0, 7 * DAY), staleWords(null, 8 * DAY)]).toEqual([null, null]);
    expect(
      scoreWords([
        { ...score, method: 'classifier', isUsed: true },
        { ...worse, method: 'classifier', isUsed: true },
        { ...worse, method: 'word-list', macroF1: 0.5, isUsed: false },
      ]),
    ).toContain(
      'On “News” the classifier is used: it read 80.0 % of 500 texts rightly that it had not learnt from, the word list 80.0 %; by macro-F1 the word list reads these better.',
    );
    expect(scoreWords([])).toContain('No way of reading');
  });

  it('reads tokens as rows', () => {
    const [row] = mentionRows({
      ...{ asOf: 0, articleCount: 1, firstTime: 0, lastTime: 0, day: [], sentiment: [], mentions: [] },
      ...{ asset: ['x'], symbol: ['X'], assetMentions: [3], assetSentiment: [null], assetChange: [null] },
      ...{ assetRisk: [0.5], notes: [] },
    });
    expect(row).toEqual({ asset: 'x', symbol: 'X', mentions: 3, sentiment: null, change: null, risk: 0.5 });
  });
});
