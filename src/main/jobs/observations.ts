/**
 * What a market shows besides candles: measures of tokens, and series of the world around it, each on the day at whose end it was
 * first known.
 *
 * 1. {@link CHAINS}: which source's figure is which measure, the one that is believed first in front;
 * 2. `decided`: of each time that a series covers, the version that was known first, with the day;
 * 3. {@link gather}: whose they are by the identities, several subjects of one token added up;
 * 4. places within the token's life: what happened before its first candle is another's, such as the commits of the project whose
 *    code a fork began with.
 */
import { NEVER_CANCELLED } from '../../shared/errors.ts';
import { grouped } from '../../shared/grouped.ts';
import { DAY, dayOf } from '../../shared/time.ts';
import { type DaySeriesName, MEASURES, type MeasureName, type Observations } from '../numeric/observations.ts';
import { endOf, type Layout, sharedFloat64, type Window } from '../numeric/panel.ts';
import { type MeasureLine, sparseMeasure } from '../numeric/sparse-measures.ts';
import { openBatchSet } from '../store/daily-series.ts';
import { type IdentityLink, listIdentities } from '../store/identities.ts';
import { listMeasureSeries, type MeasureSeries, readMeasures } from '../store/measures.ts';
import type { ReadableStore } from '../store/open.ts';
import type { TextMeasure } from '../text/text-measures.ts';
import { firstLifeOf } from './asset-names.ts';
import { measureTexts } from './text-reading.ts';

/** The figures that become a measure, in the order of being believed. */
const CHAINS: Readonly<Partial<Record<MeasureName, readonly (readonly [source: string, metric: string])[]>>> = {
  'active-addresses': [['coinmetrics', 'AdrActCnt']],
  transactions: [['coinmetrics', 'TxCnt']],
  transfers: [['coinmetrics', 'TxTfrCnt']],
  'transfer-value': [['coinmetrics', 'TxTfrValAdjUSD']],
  fees: [['coinmetrics', 'FeeTotUSD']],
  issuance: [['coinmetrics', 'IssTotUSD']],
  'realised-cap': [['coinmetrics', 'CapRealUSD']],
  'hash-rate': [
    ['blockchain.com', 'hashrate'],
    ['coinmetrics', 'HashRate'],
  ],
  commits: [['git-histories', 'commits']],
  contributors: [['git-histories', 'authors']],
};
/** Funds that stand for what they hold: their close is known the same evening, a yield or an index only a day or a weekend later. */
const FUNDS: readonly (readonly [series: DaySeriesName, fund: string])[] = [
  ['dollar-change', 'UUP'],
  ['shares-change', 'SPY'],
  ['bonds-change', 'IEF'],
];
/** Days between two closes beyond which their ratio is no change of a day. */
const LONGEST_BREAK = 7;
/** Days for which the mood of a day holds where a source has none. */
const MOOD_DAYS = 3;
/** In a repository's history a week after its last commit has no row. */
const WEEKLY_SOURCE = 'git-histories';

/** Values in decision time: the day that a value covers, the day at whose end it was known, and the value. */
type Decided = { readonly event: number[]; readonly known: number[]; readonly value: number[] };

/**
 * Returns a market with what was known besides candles; the same market where that is nothing.
 *
 * @param onStep - is called every so often while texts are read; what it throws ends the reading.
 */
export function withObservations<M extends { readonly window: Window }>(
  store: ReadableStore,
  seen: M,
  onStep: () => void = () => undefined,
): M {
  const { window } = seen;
  const series = listMeasureSeries(store);
  const texts = measureTexts(store, window.asOf, { signal: NEVER_CANCELLED, report: onStep });
  if (series.length === 0 && texts.length === 0) return seen;
  const open = openBatchSet(store);
  const read = ({ id }: MeasureSeries): Decided => decided(store, id, window.asOf, open);
  const placeOf = createPlaces(window);
  const linksOf = createLinks(listIdentities(store));
  const measures: Partial<Record<MeasureName, ReturnType<typeof sparseMeasure>>> = {};
  const keep = (name: MeasureName, lines: ReadonlyMap<number, MeasureLine>): void => {
    if (lines.size > 0) measures[name] = sparseMeasure(window, lines);
  };
  for (const name of MEASURES) {
    const chain = CHAINS[name];
    if (chain !== undefined) keep(name, gather(chain, series, read, linksOf, placeOf));
  }
  for (const [name, lines] of textLines(texts, placeOf)) keep(name, lines);
  const observations: Observations = { measures, days: readDays(window, series, read) };
  return { ...seen, window: { ...window, observations } };
}

/** Returns the first known version of each time that a series covers. */
function decided(store: ReadableStore, seriesId: number, asOf: number, open: ReadonlySet<number>): Decided {
  const { eventTime, knownAt, value } = readMeasures(store, seriesId, asOf, open);
  const line: Decided = { event: [], known: [], value: [] };
  for (let i = 0; i < value.length; i++) {
    const event = dayOf(eventTime[i]!);
    // at the end of a day is at the beginning of the next
    const known = Math.ceil(knownAt[i]! / DAY) - 1;
    const last = line.event.length - 1;
    if (line.event[last] !== event) {
      line.event.push(event);
      line.known.push(known);
      line.value.push(value[i]!);
    } else if (line.known[last] === known) line.value[last] = value[i]!;
  }
  return line;
}

/** Returns the place of an asset's life that has a day, -1 if none has; and whether its first life had begun by a day. */
type Places = (assetId: string, eventDay: number, day: number) => number;

function createPlaces(layout: Layout): Places {
  const lives = grouped(layout.assets.keys(), (place) => firstLifeOf(layout.assets[place]!));
  return (assetId, eventDay, day) =>
    (lives.get(assetId) ?? []).find(
      (place) => layout.start[place]! <= Math.min(eventDay, day) && day < endOf(layout, place),
    ) ?? -1;
}

function createLinks(identities: readonly IdentityLink[]): (series: MeasureSeries) => readonly IdentityLink[] {
  const links = grouped(identities, ({ source, key }) => `${source}\n${key}`);
  return ({ source, subject }) => links.get(`${source}\n${subject}`) ?? [];
}

/** Returns a measure by the place of the asset. */
function gather(
  chain: readonly (readonly [source: string, metric: string])[],
  series: readonly MeasureSeries[],
  read: (series: MeasureSeries) => Decided,
  linksOf: (series: MeasureSeries) => readonly IdentityLink[],
  placeOf: Places,
): Map<number, MeasureLine> {
  const lines = new Map<number, MeasureLine>();
  for (const [source, metric] of chain) {
    const own = series.filter((one) => one.source === source && one.metric === metric && linksOf(one).length > 0);
    const values = own.map(read);
    if (source === WEEKLY_SOURCE) fillWeeks(values);
    for (const [assetId, total] of addedUp(own, values, linksOf)) {
      for (const [place, line] of placed(assetId, total, placeOf)) if (!lines.has(place)) lines.set(place, line);
    }
  }
  return lines;
}

/**
 * Fills in the weeks without commits up to the newest that any repository has: without them it would be seen, before it could be
 * known, that a repository will never have a commit again.
 */
function fillWeeks(lines: readonly Decided[]): void {
  const newest = Math.max(...lines.map(({ event }) => event.at(-1) ?? 0));
  for (const { event, known, value } of lines) {
    if (event.length === 0) continue;
    const lag = known.at(-1)! - event.at(-1)!;
    for (let week = event.at(-1)! + 7; week <= newest; week += 7) {
      event.push(week);
      known.push(week + lag);
      value.push(0);
    }
  }
}

/** By the day that they cover: the day on which all parts were known, and their sum. */
type Total = Map<number, { known: number; value: number }>;

/** Returns the values of each asset. A token on several chains, or with several repositories, is all of them together. */
function addedUp(
  series: readonly MeasureSeries[],
  values: readonly Decided[],
  linksOf: (series: MeasureSeries) => readonly IdentityLink[],
): Map<string, Total> {
  const totals = new Map<string, Total>();
  series.forEach((one, i) => {
    const { event, known, value } = values[i]!;
    for (const { assetId, fromDay, untilDay } of linksOf(one)) {
      let total = totals.get(assetId);
      if (total === undefined) totals.set(assetId, (total = new Map()));
      for (let at = 0; at < event.length; at++) {
        const day = event[at]!;
        if (day < fromDay || day >= (untilDay ?? Number.POSITIVE_INFINITY)) continue;
        const sum = total.get(day);
        if (sum === undefined) total.set(day, { known: known[at]!, value: value[at]! });
        else {
          sum.known = Math.max(sum.known, known[at]!);
          sum.value += value[at]!;
        }
      }
    }
  });
  return totals;
}

/** Returns an asset's values by the place of each of its lives. Of two that were known on one day the one of the later day stays. */
function placed(assetId: string, total: Total, placeOf: Places): Map<number, MeasureLine> {
  const byDay = new Map<number, Map<number, number>>();
  for (const [event, { known, value }] of [...total].sort(([a], [b]) => a - b)) {
    const place = placeOf(assetId, event, known);
    if (place < 0) continue;
    let days = byDay.get(place);
    if (days === undefined) byDay.set(place, (days = new Map()));
    days.set(known, value);
  }
  return new Map([...byDay].map(([place, days]) => [place, lineOf(days)]));
}

function lineOf(days: ReadonlyMap<number, number>): MeasureLine {
  const entries = [...days].sort(([a], [b]) => a - b);
  return { day: entries.map(([day]) => day), value: entries.map(([, value]) => value) };
}

/**
 * Returns the measures of texts by name and place. A day on which the sources named some token and not this one is one without
 * mentions, from its first mention on.
 */
function textLines(texts: readonly TextMeasure[], placeOf: Places): Map<MeasureName, Map<number, MeasureLine>> {
  const covered = [...new Set(texts.map(({ day }) => day))].sort((a, b) => a - b);
  const byMetric = new Map<MeasureName, Map<string, Map<number, number>>>();
  for (const { asset, metric, day, value } of texts) {
    let assets = byMetric.get(metric);
    if (assets === undefined) byMetric.set(metric, (assets = new Map()));
    let days = assets.get(asset);
    if (days === undefined) assets.set(asset, (days = new Map()));
    days.set(day, value);
  }
  return new Map(
    [...byMetric].map(([metric, assets]) => [
      metric,
      new Map(
        [...assets].flatMap(([asset, days]) => {
          const first = Math.min(...days.keys());
          const total: Total = new Map(
            covered.filter((day) => day >= first).map((day) => [day, { known: day, value: days.get(day) ?? 0 }]),
          );
          return [...placed(firstLifeOf(asset), total, placeOf)];
        }),
      ),
    ]),
  );
}

/** Returns the imported series of the world: changes of funds, and the mood. */
function readDays(
  layout: Layout,
  series: readonly MeasureSeries[],
  read: (series: MeasureSeries) => Decided,
): Observations['days'] {
  const days: Partial<Record<DaySeriesName, Float64Array>> = {};
  const line = (): Float64Array => sharedFloat64(layout.dayCount).fill(Number.NaN);
  const find = (source: string, subject: string, metric: string): Decided | null => {
    const found = series.find((one) => one.source === source && one.subject === subject && one.metric === metric);
    const values = found === undefined ? null : read(found);
    return values === null || values.value.length === 0 ? null : values;
  };
  for (const [name, fund] of FUNDS) {
    const closes = find('yahoo-funds', fund, 'close');
    if (closes === null) continue;
    const out = (days[name] = line());
    for (let i = 1; i < closes.event.length; i++) {
      if (closes.event[i]! - closes.event[i - 1]! > LONGEST_BREAK) continue;
      out[closes.known[i]! - layout.firstDay] = closes.value[i]! / closes.value[i - 1]! - 1;
    }
  }
  const mood = find('alternative.me', 'market', 'fear-greed');
  if (mood !== null) {
    const out = (days['fear-greed'] = line());
    mood.known.forEach((known, i) => {
      for (let day = known; day <= known + MOOD_DAYS; day++) out[day - layout.firstDay] = mood.value[i]!;
    });
  }
  return days;
}
