/** Unusual days of the real market of 2018, and the pumps that were announced in public that year. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAnomalies } from '../../../src/main/jobs/anomalies.ts';
import { proveAnomalies } from '../../../src/main/jobs/prove-anomalies.ts';
import { createTeam } from '../../../src/main/jobs/team.ts';
import { LEAST_DEVIATIONS } from '../../../src/main/risk/anomaly-reasons.ts';
import { saveIdentities } from '../../../src/main/store/identities.ts';
import { listIncidents } from '../../../src/main/store/incidents.ts';
import type { WritableStore } from '../../../src/main/store/open.ts';
import { listSeries } from '../../../src/main/store/series.ts';
import { startOfDay } from '../../../src/shared/time.ts';
import { importReal } from '../../support/real-store.ts';
import { announceMissingData, hasSharedData } from '../../support/shared-data.ts';
import { plainRun } from '../../support/simulated-store.ts';
import { dayNumber, memoryStore } from '../../support/store-rows.ts';

if (!hasSharedData) announceMissingData('unusual days of real data');

const UNTIL = dayNumber('2018-09-01');
const AS_OF = startOfDay(UNTIL);
/** A sixth of the tokens, drawn by their names, so that the test stays quick. */
const isDrawn = (key: string): boolean =>
  Array.from(key, (letter) => letter.codePointAt(0)!).reduce((sum, code) => (31 * sum + code) % 997, 7) % 6 === 0;

let store: WritableStore;

describe.runIf(hasSharedData)('unusual days of 2018', () => {
  const team = createTeam(2);
  const run = { ...plainRun(), team };

  beforeAll(async () => {
    store = memoryStore();
    await importReal(store, 'events/pump_telegram_2018_2020.csv.gz');
    const pumped = new Set(listIncidents(store, 'pump', AS_OF).map(({ symbol }) => symbol));
    const from = dayNumber('2017-11-15');
    const keep = (key: string, day: number): boolean => day >= from && day < UNTIL && (pumped.has(key) || isDrawn(key));
    for (const year of [2017, 2018]) await importReal(store, `daily/cmc/${year}.csv.gz`, keep);
    await importReal(store, 'meta/cmc_assets.csv.gz');
    const own = { fromDay: 0, untilDay: null, method: 'first-source', isAmbiguous: false, evidence: {} };
    saveIdentities(
      store,
      listSeries(store, '1d').map(({ source, key }) => ({ ...own, source, key, assetId: key })),
    );
  });
  afterAll(() => {
    team.close();
    store?.close();
  });

  it('find announced pumps far more often than chance', async () => {
    const { proofs, alerts, alertThreshold } = await proveAnomalies(store, { asOf: AS_OF }, run);
    const [later, early, all] = (['later', 'early', 'all'] as const).map((part) =>
      proofs.find((proof) => proof.source === 'all' && proof.part === part),
    );
    for (const proof of [early, later, all]) {
      const { part, eventCount, foundCount, recall, chanceRecall, precision, medianLeadDays } = proof!;
      process.stdout.write(
        `pumps of 2018, ${part}: ${foundCount} of ${eventCount} found, recall ${recall?.toFixed(3)} (by chance ${chanceRecall?.toFixed(3)}), precision ${precision?.toFixed(3)}, lead ${medianLeadDays} days at ${alertThreshold}\n`,
      );
    }
    expect(all!.eventCount).toBeGreaterThan(50);
    expect(all!.recall!).toBeGreaterThan(3 * all!.chanceRecall!);
    expect(later!.recall!).toBeGreaterThan(2 * later!.chanceRecall!);
    expect(all!.leadCount.reduce((sum, count) => sum + count, 0)).toBe(all!.foundCount);
    const pump = alerts.kind.indexOf('pump');
    expect(alerts.fallShare[pump]!).toBeGreaterThan(alerts.baseRate[pump]!);
  });

  it('are told newest first, each with reasons that make up its score', async () => {
    const input = { asOf: AS_OF, days: 10, asset: null, threshold: 0.75 };
    const { anomalies, scoredCount } = await listAnomalies(store, input, run);
    expect(scoredCount).toBeGreaterThan(10 * 200);
    expect(anomalies.length).toBeGreaterThan(10);
    expect(anomalies.map(({ time }) => time)).toEqual(anomalies.map(({ time }) => time).sort((a, b) => b - a));
    for (const { score, isAlert, factor, contribution, value, ownScore, sentence, time } of anomalies) {
      expect(isAlert).toBe(score >= 0.75 && value[0] !== null && value[0]! >= LEAST_DEVIATIONS);
      expect(score).toBeGreaterThanOrEqual(0.71);
      expect(factor).toHaveLength(contribution.length);
      expect(contribution.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1.000001);
      if (ownScore !== null) expect(ownScore).toBeGreaterThan(0.3);
      expect(sentence).toMatch(/\.$/);
      expect(sentence.includes('Since then')).toBe(time < startOfDay(UNTIL - 1));
    }
    const { asset } = anomalies[0]!;
    const byId = await listAnomalies(store, { ...input, asset }, run);
    expect(byId.anomalies[0]).toEqual(anomalies.find((one) => one.asset === asset));
    expect(byId.anomalies.every((one) => one.asset === asset)).toBe(true);
    // the id alone names a token: a symbol may be the id of another
    const named = anomalies.find((one) => one.symbol !== one.asset)!.symbol;
    const bySymbol = await listAnomalies(store, { ...input, asset: named }, run);
    expect(bySymbol.anomalies.filter((one) => one.asset !== named)).toEqual([]);
  });

  it('stop soon when they are cancelled', async () => {
    for (const phase of ['reading', 'measuring', 'comparing']) {
      const signal = { aborted: false };
      const told: string[] = [];
      const report = (_done: number, note: string): void => {
        // what is told after the signal was raised counts
        if (signal.aborted) told.push(note);
        signal.aborted ||= note.startsWith(phase);
      };
      expect(() => proveAnomalies(store, { asOf: AS_OF }, { ...run, signal, report })).toThrow('cancelled');
      expect(told).toEqual([]);
    }
  });
});
