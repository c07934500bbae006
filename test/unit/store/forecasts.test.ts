import { describe, expect, it } from 'vitest';
import { connectionOf } from '../../../src/main/store/connection.ts';
import { appendForecasts, type Forecast, listForecastHeads, listForecasts } from '../../../src/main/store/forecasts.ts';
import { saveModel } from '../../../src/main/store/models.ts';
import { openStore } from '../../../src/main/store/open.ts';
import { appendStudy, findStudy } from '../../../src/main/store/studies.ts';
import { instantOf } from '../../../src/shared/time.ts';

const openAt = (time: { now: number }) => openStore(':memory:', { clock: () => instantOf(time.now) });
const sqlOf = (store: object) => connectionOf(store).database;

describe('studies', () => {
  it('are found newest first, by an instant, whole; none can be changed', () => {
    const time = { now: 50 };
    const store = openAt(time);
    expect(findStudy(store, 'record')).toBeUndefined();
    appendStudy(store, 'record', 10, { skill: [1, Number.NaN] });
    time.now = 60;
    appendStudy(store, 'record', 30, 'late');
    appendStudy(store, 'record', 10, 'again');
    appendStudy(store, 'other', 90, 'of another kind');
    appendStudy(store, 'curve', 10, { configuration: 'usual' });
    appendStudy(store, 'curve', 20, { configuration: 'custom' });
    expect(findStudy(store, 'curve', 30, 'usual')?.asOf).toBe(10);
    expect(findStudy(store, 'curve', 9, 'usual')).toBeUndefined();
    expect(findStudy(store, 'record')).toEqual({ asOf: 30, savedTime: 60, body: 'late' });
    expect(findStudy(store, 'record', 29)).toEqual({ asOf: 10, savedTime: 60, body: 'again' });
    expect(findStudy(store, 'record', 9)).toBeUndefined();
    expect(() => sqlOf(store).exec('DELETE FROM studies')).toThrow('studies are append-only');
    expect(() => sqlOf(store).exec("UPDATE studies SET body = '1'")).toThrow('studies are append-only');
    store.close();
  });
});

describe('forecasts', () => {
  it('are kept as they were first said, each member of each instant', () => {
    const store = openAt({ now: 5 });
    const modelOf = (seed: number, configuration?: string): string =>
      saveModel(store, { meta: { seed, trainedUntilTime: 0, configuration } as never, arrays: {} });
    const [first, second, custom] = [modelOf(1, 'usual'), modelOf(2, 'usual'), modelOf(3, 'custom')];
    const forecast = (asOf: number, modelId: string, score: number): Forecast => ({
      ...{ asOf, horizonDays: 7, member: 'random-forest', modelId, assets: ['a', 'b'] },
      scores: Float32Array.of(score, Number.NaN),
    });
    // one of another configuration speaks first, and is never taken for the others
    appendForecasts(store, [forecast(15, custom, -1), forecast(20, custom, -1)]);
    expect(listForecasts(store, 20, 'custom')).toEqual([forecast(15, custom, -1), forecast(20, custom, -1)]);
    appendForecasts(store, [forecast(20, first, 0.5), forecast(10, first, 0.25)]);
    // the same model again, and another that speaks of an instant of which one has spoken
    appendForecasts(store, [forecast(20, first, 0.75), forecast(20, second, 1)]);
    expect(listForecasts(store, 20, 'usual')).toEqual([forecast(10, first, 0.25), forecast(20, first, 0.5)]);
    expect(listForecasts(store, 19, 'usual')).toEqual([forecast(10, first, 0.25)]);
    expect(listForecastHeads(store, 'usual').map(({ asOf }) => asOf)).toEqual([10, 20]);
    expect(listForecasts(store, 20, undefined)).toEqual([]);
    expect(() => sqlOf(store).exec('DELETE FROM forecasts')).toThrow('forecasts are append-only');
    expect(() => appendForecasts(store, [forecast(30, 'unknown', 1)])).toThrow('refused a change');
    store.close();
  });
});
