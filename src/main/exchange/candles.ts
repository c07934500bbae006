/**
 * Candles of one market from an instant to an instant, page by page, whatever the exchange makes of it.
 *
 * 1. `askUntilSure` asks for the page at the next instant. An answer without flaw, from exactly there on and without a
 *    hole, is taken as it is; any other is asked for again, up to three times in all.
 * 2. `readAnswer` checks every row against what a candle must be.
 * 3. `settle` takes what the answers agree on. Rows that only one answer reaches are left for the next page.
 * 4. `pageCandles` moves forward by what was settled, names the holes, and stops when nothing moves any more.
 */
import { type CancelSignal, throwIfCancelled } from '../../shared/errors.ts';
import { type Candle, type Refusal, readAnswer } from './candle-rows.ts';

/** Why candles are missing, as the answers show it. */
export type HoleKind =
  /** Nothing precedes the first candle: it was not traded yet. */
  | 'before-first'
  /** The first candle is the oldest of a full, newest page: the exchange answers nothing older. */
  | 'truncated'
  /** Later candles were answered, these were not. */
  | 'empty'
  /** What was answered could not be true, or the answers contradicted each other. */
  | 'refused'
  /** Nothing was answered from there on. */
  | 'after-last'
  /** The answers did not concern the question. */
  | 'unanswered';

/** Candles missing from `fromTime` to before `untilTime`, both opening times. */
export type Hole = { readonly fromTime: number; readonly untilTime: number; readonly kind: HoleKind };

export type CandlePage = {
  /** By opening time, each once, all true, closed and within the asked range. */
  readonly candles: readonly Candle[];
  readonly holes: readonly Hole[];
  readonly refused: readonly Refusal[];
  /** Opening time at which the next page begins. */
  readonly nextTime: number;
};

export type PagingOptions = {
  /** One answer of the exchange from `since` on, raw. */
  readonly fetchRows: (since: number) => Promise<readonly (readonly unknown[])[]>;
  /** Milliseconds of the timeframe. */
  readonly step: number;
  /** First opening time that is wanted, a multiple of `step`. */
  readonly fromTime: number;
  /** First opening time that is not wanted, a multiple of `step`; every candle before it has closed. */
  readonly untilTime: number;
  /** The exchange's time; a candle that opens later cannot be. */
  readonly serverNow: () => number;
  /** Candles that one answer holds at most; null if unknown. */
  readonly limit: number | null;
  readonly signal: CancelSignal;
};

const MOST_ANSWERS = 3;
/** Candles by which to move where the exchange answers nothing and its limit is unknown. */
const UNKNOWN_LIMIT = 100;

/** Yields the pages in order. Together they account for every candle of the range: given, or named in a hole. */
export async function* pageCandles(options: PagingOptions): AsyncGenerator<CandlePage> {
  const { step, fromTime, untilTime, limit } = options;
  let since = fromTime;
  let emptyFrom: number | null = null;
  let foundAny = false;
  let skipsHoles = false;
  let stillCount = 0;

  while (since < untilTime) {
    throwIfCancelled(options.signal);
    const settled = settle(await askUntilSure(options, since), since, untilTime, step);
    if (settled.reach < since) {
      const isUnclear = settled.isDisputed || settled.refused.length > 0;
      // Rows from before the question alone are an overlap the first time; the second time the answers do not move.
      stillCount = settled.rowCount > 0 ? stillCount + 1 : 0;
      if (isUnclear || skipsHoles || stillCount > 1) {
        const hole: Hole = { fromTime: emptyFrom ?? since, untilTime, kind: isUnclear ? 'unanswered' : 'after-last' };
        yield { candles: [], holes: [hole], refused: settled.refused, nextTime: untilTime };
        return;
      }
      // Some exchanges answer a fixed span of time, empty or not: look behind it before giving up.
      emptyFrom ??= since;
      since += (limit ?? UNKNOWN_LIMIT) * step;
      continue;
    }
    stillCount = 0;
    skipsHoles ||= settled.firstTime - since >= (limit ?? UNKNOWN_LIMIT) * step;
    const holes = holesOf(settled, emptyFrom ?? since, Math.min(settled.reach + step, untilTime), step);
    if (!foundAny) renameFirstHole(holes, settled, emptyFrom ?? since, options);
    foundAny ||= settled.candles.length > 0;
    emptyFrom = null;
    since = settled.reach + step;
    yield { candles: settled.candles, holes, refused: settled.refused, nextTime: Math.min(since, untilTime) };
  }
  if (emptyFrom !== null) {
    yield {
      candles: [],
      holes: [{ fromTime: emptyFrom, untilTime, kind: 'after-last' }],
      refused: [],
      nextTime: untilTime,
    };
  }
}

type Answer = ReturnType<typeof readAnswer>;

async function askUntilSure(options: PagingOptions, since: number): Promise<readonly Answer[]> {
  const { step, untilTime, serverNow } = options;
  const answers: Answer[] = [];
  for (;;) {
    const rows = await options.fetchRows(since);
    answers.push(readAnswer(rows, { since, untilTime, step, now: serverNow() }));
    if (answers.length === MOST_ANSWERS || isFlawless(answers, since, untilTime, step) || agree(answers))
      return answers;
  }
}

/** Whether the only answer holds everything from `since` to its newest candle. */
function isFlawless(answers: readonly Answer[], since: number, untilTime: number, step: number): boolean {
  const [answer] = answers;
  if (answers.length !== 1 || answer === undefined || answer.refused.length > 0 || answer.newest < since) return false;
  const expected = Math.min(answer.newest + step, untilTime);
  return answer.candles.size === (expected - since) / step;
}

/** Whether the last two answers say the same. */
function agree(answers: readonly Answer[]): boolean {
  const [first, second] = answers.slice(-2);
  if (first === undefined || second === undefined || answers.length < 2) return false;
  if (first.newest !== second.newest || first.candles.size !== second.candles.size) return false;
  if (first.refused.length !== second.refused.length) return false;
  for (const [time, versions] of first.candles) {
    const others = second.candles.get(time);
    if (others?.length !== 1 || versions.length !== 1 || !isSame(versions[0] as Candle, others[0] as Candle))
      return false;
  }
  return true;
}

function isSame(a: Candle, b: Candle): boolean {
  return a.every((value, i) => Object.is(value, b[i]));
}

type Settled = {
  readonly candles: readonly Candle[];
  readonly refused: readonly Refusal[];
  /** Opening times at which nothing but refused rows stood. */
  readonly refusedTimes: ReadonlySet<number>;
  /** Opening time up to which the answers can be believed; -Infinity if nothing can. */
  readonly reach: number;
  /** Whether one answer alone held anything. */
  readonly isDisputed: boolean;
  /** Opening time of the earliest row within reach. */
  readonly firstTime: number;
  /** Rows of the fullest answer. */
  readonly rowCount: number;
};

function settle(answers: readonly Answer[], since: number, untilTime: number, step: number): Settled {
  const reaches = answers.map((answer) => answer.newest).sort((a, b) => b - a);
  const reach = reaches[Math.min(1, reaches.length - 1)] as number;
  const versions = new Map<number, { candle: Candle; votes: number }[]>();
  for (const answer of answers) {
    for (const [time, candles] of answer.candles) {
      if (time > reach) continue;
      const known = versions.get(time) ?? [];
      for (const candle of candles) {
        const same = known.find((version) => isSame(version.candle, candle));
        if (same === undefined) known.push({ candle, votes: 1 });
        else same.votes += 1;
      }
      versions.set(time, known);
    }
  }
  const candles: Candle[] = [];
  const disputed: Refusal[] = [];
  for (const time of [...versions.keys()].sort((a, b) => a - b)) {
    const [best, second] = (versions.get(time) ?? []).sort((a, b) => b.votes - a.votes);
    if (best !== undefined && (second === undefined || best.votes > second.votes)) candles.push(best.candle);
    else disputed.push({ openTime: time, reason: 'answers contradict each other', text: JSON.stringify(best?.candle) });
  }
  const refused = uniqueRefusals([...answers.flatMap((answer) => answer.refused), ...disputed]);
  const accepted = new Set(candles.map(([time]) => time));
  const refusedTimes = refused.flatMap(({ openTime }) =>
    openTime === null ? [] : [Math.floor(openTime / step) * step],
  );
  const oldest = answers.map((answer) => answer.oldest).filter((time) => time <= reach);
  return {
    candles,
    refused,
    refusedTimes: new Set(refusedTimes.filter((time) => !accepted.has(time))),
    reach,
    isDisputed: reach < since && (reaches[0] as number) >= since,
    firstTime: Math.min(untilTime, ...oldest),
    rowCount: Math.max(...answers.map((answer) => answer.rowCount)),
  };
}

function uniqueRefusals(refused: readonly Refusal[]): readonly Refusal[] {
  return [...new Map(refused.map((refusal) => [`${refusal.reason} ${refusal.text}`, refusal])).values()];
}

function holesOf(settled: Settled, fromTime: number, untilTime: number, step: number): Hole[] {
  const holes: Hole[] = [];
  const name = (start: number, end: number) => {
    for (let time = start; time < end; ) {
      const refused = settled.refusedTimes.has(time);
      let stop = time + step;
      // Without a refused row in the page the whole stretch is of one kind, however long.
      if (settled.refusedTimes.size === 0) stop = end;
      else while (stop < end && settled.refusedTimes.has(stop) === refused) stop += step;
      holes.push({ fromTime: time, untilTime: stop, kind: refused ? 'refused' : 'empty' });
      time = stop;
    }
  };
  let expected = fromTime;
  for (const [time] of settled.candles) {
    name(expected, time);
    expected = time + step;
  }
  name(expected, untilTime);
  return holes;
}

/** A hole from the very start up to the first candle means something else than a hole within. */
function renameFirstHole(holes: Hole[], settled: Settled, start: number, options: PagingOptions): void {
  const [hole] = holes;
  if (hole === undefined || start !== options.fromTime || hole.fromTime !== start || hole.kind !== 'empty') return;
  if (hole.untilTime !== Math.min(settled.firstTime, options.untilTime)) return;
  const isFull = options.limit === null || settled.rowCount >= options.limit;
  const isNewest = settled.reach > options.serverNow() - 2 * options.step;
  holes[0] = { ...hole, kind: isFull && isNewest ? 'truncated' : 'before-first' };
}
