/**
 * One history of an asset out of several series.
 *
 * Day by day, from what was known by then:
 * 1. {@link priceOf}: the series that gave yesterday's candle goes on, unless one that is believed sooner
 *    (`sources.ts`) agreed with it yesterday. So a change of source cannot make a return: the two had the same price.
 * 2. Where the two disagree today although they agreed yesterday, the smaller move is believed: a wrong tick or a stale
 *    market is a large one. (On 2022-05-13 a coin closed at 0.00005 on one exchange and at twice that elsewhere.)
 * 3. Where the series of yesterday ends, the next one takes over if it did not disagree when both were last seen.
 * 4. Traded value and market cap come from whoever saw the whole market ({@link marketFigures}).
 */
import { SILENCE_DAYS } from '../numeric/panel.ts';
import type { DailySeries } from './daily-series.ts';

/** The part of a series that is the asset. */
export type Stretch = {
  readonly source: string;
  readonly series: DailySeries;
  readonly fromDay: number;
  /** Day after the last. */
  readonly untilDay: number;
  /** The lower, the sooner believed. */
  readonly priceOrder: number;
  readonly marketOrder: number;
  readonly isWholeMarket: boolean;
};

/** Cells of an asset from its first day on, a day each; a day without a candle is NaN throughout. */
export type Chain = {
  readonly firstDay: number;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly marketCap: Float64Array;
  /** For each cell: when it became known, if that was later than the end of its day; else 0. */
  readonly lateKnownAt: Float64Array;
  /** For each cell: index of the stretch whose candle it is; -1 without one. */
  readonly stretch: Int16Array;
  /** For each cell: the close of another source on that day, the nearest of several; NaN without one. */
  readonly secondClose: Float64Array;
};

/** Log distance up to which two sources' closes are the same price; an exchange and an aggregator differ by 0.2 % at the median. */
const SAME_PRICE = 0.01;
/** Log distance up to which the sources are still near enough that leaving one for the other makes no return to speak of. */
const NEAR_PRICE = 0.05;
/**
 * Log distance beyond which two closes of one day contradict each other. With 0.05 the small move won 4,600 times in the
 * real data, mostly on days of large ones: a price at midnight and one a few minutes off differ by that.
 */
const OTHER_PRICE = 0.2;
/** Log distance at the last day that two sources share beyond which one cannot go on where the other ended. */
const BROKEN_PRICE = 0.1;

/** What the walk through the days remembers. */
type Walk = {
  readonly stretches: readonly Stretch[];
  /** For each stretch: the row of the day at hand, -1 without one. */
  readonly rows: Int32Array;
  readonly next: Int32Array;
  /** For each stretch: log distance from the chosen close on the last day that both had one, and that day. */
  readonly apart: Float64Array;
  readonly apartDay: Int32Array;
  current: number;
  lastCell: number;
  lastWholeMarket: number;
};

/** Returns the cells of an asset; none if no stretch has a candle. */
export function chainStretches(stretches: readonly Stretch[]): Chain {
  const starts = stretches.map(({ series, fromDay }) => firstRow(series.days, fromDay));
  const ends = stretches.map(({ series, untilDay }) => firstRow(series.days, untilDay));
  let firstDay = Number.POSITIVE_INFINITY;
  let endDay = Number.NEGATIVE_INFINITY;
  stretches.forEach(({ series: { days } }, s) => {
    if (starts[s]! >= ends[s]!) return;
    firstDay = Math.min(firstDay, days[starts[s]!]!);
    endDay = Math.max(endDay, days[ends[s]! - 1]! + 1);
  });
  const chain = createChain(firstDay, Math.max(0, endDay - firstDay));
  const walk: Walk = {
    stretches,
    rows: new Int32Array(stretches.length),
    next: Int32Array.from(starts),
    apart: new Float64Array(stretches.length).fill(Number.NaN),
    apartDay: new Int32Array(stretches.length),
    current: -1,
    lastCell: firstDay,
    lastWholeMarket: Number.NEGATIVE_INFINITY,
  };
  for (let day = firstDay; day < endDay; day++) {
    for (let s = 0; s < stretches.length; s++) {
      const row = walk.next[s]!;
      const isHere = row < ends[s]! && stretches[s]!.series.days[row] === day;
      walk.rows[s] = isHere ? row : -1;
      if (isHere) walk.next[s]!++;
    }
    writeCell(chain, walk, day);
  }
  return chain;
}

function createChain(firstDay: number, length: number): Chain {
  const column = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  return {
    firstDay,
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    marketCap: column(),
    lateKnownAt: new Float64Array(length),
    stretch: new Int16Array(length).fill(-1),
    secondClose: column(),
  };
}

function writeCell(chain: Chain, walk: Walk, day: number): void {
  if (day - walk.lastCell > SILENCE_DAYS) {
    walk.current = -1;
    walk.apart.fill(Number.NaN);
  }
  const chosen = priceOf(walk, day);
  if (chosen < 0) return;
  const cell = day - chain.firstDay;
  const row = walk.rows[chosen]!;
  const { series } = walk.stretches[chosen]!;
  chain.open[cell] = series.open[row]!;
  chain.high[cell] = series.high[row]!;
  chain.low[cell] = series.low[row]!;
  chain.close[cell] = series.close[row]!;
  chain.lateKnownAt[cell] = series.lateKnownAt[row]!;
  chain.stretch[cell] = chosen;
  marketFigures(chain, walk, day, series.lateKnownAt[row]!);
  walk.current = chosen;
  walk.lastCell = day;
  let nearest = Number.POSITIVE_INFINITY;
  for (let s = 0; s < walk.stretches.length; s++) {
    if (walk.rows[s]! < 0) continue;
    walk.apartDay[s] = day;
    walk.apart[s] = s === chosen ? 0 : Math.abs(Math.log(closeOf(walk, s) / series.close[row]!));
    const isPunctual = walk.stretches[s]!.series.lateKnownAt[walk.rows[s]!]! <= series.lateKnownAt[row]!;
    if (s === chosen || walk.apart[s]! >= nearest || !isPunctual) continue;
    nearest = walk.apart[s]!;
    chain.secondClose[cell] = closeOf(walk, s);
  }
}

/** Returns the stretch whose candle the day gets, -1 if none may give one. */
function priceOf(walk: Walk, day: number): number {
  const { current, apart, apartDay, stretches } = walk;
  const only = onlyCandidate(walk.rows);
  if (only === NONE || (only >= 0 && (only === current || current < 0))) return only;
  const candidates = knownFirst(walk);
  if (current < 0 || !candidates.includes(current)) {
    // the series of yesterday is silent
    return (
      candidates.find((s) => {
        const isOld = Number.isNaN(apart[s]!) || day - apartDay[s]! > SILENCE_DAYS;
        return current < 0 || isOld || apart[s]! <= BROKEN_PRICE;
      }) ?? -1
    );
  }
  for (const rival of candidates) {
    if (rival === current || apartDay[rival] !== day - 1) continue;
    const yesterday = apart[rival]!;
    const today = Math.abs(Math.log(closeOf(walk, rival) / closeOf(walk, current)));
    if (today <= OTHER_PRICE) {
      const isSooner = stretches[rival]!.priceOrder < stretches[current]!.priceOrder;
      if (isSooner && yesterday <= SAME_PRICE) return rival;
    } else if (yesterday <= NEAR_PRICE && moveOf(walk, rival) < moveOf(walk, current)) return rival;
  }
  return current;
}

const [NONE, SEVERAL] = [-1, -2];

/** Returns the only stretch that has a candle of the day; most days of most assets have one. */
function onlyCandidate(rows: Int32Array): number {
  let found = NONE;
  for (let s = 0; s < rows.length; s++) {
    if (rows[s]! < 0) continue;
    if (found !== NONE) return SEVERAL;
    found = s;
  }
  return found;
}

/**
 * Returns the stretches that have a candle of the day, the soonest believed first: those known at its end; if there is none,
 * those that became known first afterwards.
 */
function knownFirst({ stretches, rows }: Walk): number[] {
  let earliest = Number.POSITIVE_INFINITY;
  for (let s = 0; s < rows.length; s++) {
    if (rows[s]! >= 0) earliest = Math.min(earliest, stretches[s]!.series.lateKnownAt[rows[s]!]!);
  }
  const found: number[] = [];
  for (let s = 0; s < rows.length; s++) {
    if (rows[s]! >= 0 && stretches[s]!.series.lateKnownAt[rows[s]!] === earliest) found.push(s);
  }
  return found.sort((a, b) => stretches[a]!.priceOrder - stretches[b]!.priceOrder);
}

function closeOf({ stretches, rows }: Walk, s: number): number {
  return stretches[s]!.series.close[rows[s]!]!;
}

/** Returns the absolute log return of a stretch since its candle before. */
function moveOf({ stretches, rows }: Walk, s: number): number {
  const { close } = stretches[s]!.series;
  return Math.abs(Math.log(close[rows[s]!]! / close[rows[s]! - 1]!));
}

/**
 * Writes traded value and market cap of a day. A single exchange's traded value stands in only where nobody has told the
 * whole market's for {@link SILENCE_DAYS}: a day without it must not look like a day on which trading fell to a tenth.
 */
function marketFigures(chain: Chain, walk: Walk, day: number, knownAt: number): void {
  const cell = day - chain.firstDay;
  const { stretches, rows } = walk;
  let [valueOrder, capOrder] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let isWholeMarket = false;
  for (let s = 0; s < rows.length; s++) {
    const row = rows[s]!;
    const { series, marketOrder } = stretches[s]!;
    if (row < 0 || series.lateKnownAt[row]! > knownAt) continue;
    const isWhole = stretches[s]!.isWholeMarket;
    if (marketOrder < valueOrder && !Number.isNaN(series.value[row]!)) {
      valueOrder = marketOrder;
      chain.volume[cell] = series.value[row]!;
      isWholeMarket = isWhole;
    }
    if (marketOrder < capOrder && !Number.isNaN(series.marketCap[row]!)) {
      capOrder = marketOrder;
      chain.marketCap[cell] = series.marketCap[row]!;
    }
  }
  if (isWholeMarket) walk.lastWholeMarket = day;
  else if (day - walk.lastWholeMarket <= SILENCE_DAYS) chain.volume[cell] = Number.NaN;
}

/** Returns the index of the first of rising days that is `day` or later. */
export function firstRow(days: Int32Array, day: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
