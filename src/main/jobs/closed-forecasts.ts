/**
 * How stored forecasts went whose horizon has closed. They were kept before their outcome was known, so nothing that is said of
 * them was said with hindsight.
 */

import type { Output } from '../../shared/endpoint.ts';
import { EligibilityRules, EnsembleConfig, type models } from '../../shared/models.ts';
import { dayOf, type Instant, startOfDay } from '../../shared/time.ts';
import { rankCorrelations } from '../models/evaluate.ts';
import { computeLabels } from '../models/labels.ts';
import { finiteOrNull } from '../numeric/finite-or-null.ts';
import { cellOf } from '../numeric/panel.ts';
import { mean } from '../numeric/stats.ts';
import { type Forecast, listForecastHeads, listForecasts } from '../store/forecasts.ts';
import type { Job } from './job.ts';
import type { Market } from './market.ts';
import { cachedMarket } from './market-cache.ts';
import { sliceMarket } from './recent-market.ts';

/** How one forecast went. */
export type ClosedForecast = {
  readonly day: number;
  readonly horizonDays: number;
  readonly member: string;
  readonly rankIc: number;
};

/**
 * Returns the rank IC of each forecast whose horizon had closed at the end of a market, days rising; those without five tokens
 * that have an outcome are left out.
 */
export function closeForecasts(
  market: Market,
  forecasts: readonly Forecast[],
  delistingReturn: number,
): ClosedForecast[] {
  const closed = forecasts.filter(({ asOf, horizonDays }) => dayOf(asOf) - 1 + horizonDays <= market.lastDay);
  const [first] = closed;
  if (first === undefined) return [];
  const { market: recent } = sliceMarket(market, dayOf(first.asOf) - 1);
  const { window, crossSection, eligible, endings } = recent;
  const assetOf = new Map(window.assets.map((id, asset) => [id, asset]));
  const labelsOf = new Map(
    [...new Set(closed.map(({ horizonDays }) => horizonDays))].map((horizon) => {
      const options = { eligible, kind: 'rank', horizon, endings, delistingReturn } as const;
      return [horizon, computeLabels(window, options)];
    }),
  );
  return closed.flatMap(({ asOf, horizonDays, member, assets, scores }): ClosedForecast[] => {
    const day = dayOf(asOf) - 1;
    const said = new Float32Array(crossSection.cells.length).fill(Number.NaN);
    assets.forEach((id, i) => {
      const asset = assetOf.get(id);
      if (asset === undefined) return;
      const cell = cellOf(window, asset, day);
      if (cell >= 0) said[cell] = scores[i]!;
    });
    const { values } = rankCorrelations(recent, said, labelsOf.get(horizonDays)!);
    return values.length === 0 ? [] : [{ day, horizonDays, member, rankIc: values[0]! }];
  });
}

export type ForecastsInput = {
  readonly asOf: Instant | null;
  /** Of the models whose forecasts are meant. */
  readonly configuration?: string;
};
/** As the contract has it. */
export type ForecastsOutput = Output<(typeof models)['models.forecasts']>;

/** Returns how many forecasts are stored of each horizon and member, and how those went that have closed by an instant. */
export const describeForecasts: Job<ForecastsInput, ForecastsOutput> = (store, { asOf, configuration }, run) => {
  const heads = listForecastHeads(store, configuration);
  const names = [...new Set(heads.map(({ horizonDays, member }) => `${horizonDays}\n${member}`))];
  const closed =
    heads.length === 0 || asOf === null
      ? []
      : closeForecasts(
          cachedMarket(store, asOf, EligibilityRules.parse({}), run),
          listForecasts(store, asOf, configuration),
          EnsembleConfig.parse({}).delistingReturn,
        );
  const rows = names
    .map((name) => {
      const own = heads.filter(({ horizonDays, member }) => `${horizonDays}\n${member}` === name);
      const { horizonDays, member } = own[0]!;
      const went = closed.filter((one) => one.horizonDays === horizonDays && one.member === member);
      return {
        ...{ horizonDays, member, storedCount: own.length, closedCount: went.length },
        meanRankIc: finiteOrNull(mean(went.map(({ rankIc }) => rankIc))),
        firstTime: startOfDay(dayOf(own[0]!.asOf)),
        lastTime: startOfDay(dayOf(own.at(-1)!.asOf)),
      };
    })
    .sort((a, b) => a.horizonDays - b.horizonDays || (a.member < b.member ? -1 : 1));
  return {
    horizonDays: rows.map((row) => row.horizonDays),
    member: rows.map((row) => row.member),
    storedCount: rows.map((row) => row.storedCount),
    closedCount: rows.map((row) => row.closedCount),
    meanRankIc: rows.map((row) => row.meanRankIc),
    firstTime: rows.map((row) => row.firstTime),
    lastTime: rows.map((row) => row.lastTime),
  };
};
