/** A store small enough to read: candles by market and opening time, and the absences recorded. */
import type { Gap } from '../../../src/main/feeds/live/absences.ts';
import type { AbsenceRow, CandlePiece } from '../../../src/main/feeds/live/candle-pieces.ts';
import { TIMEFRAMES, type Timeframe } from '../../../src/shared/candles.ts';

type StoredCandle = { readonly values: readonly number[]; readonly knownAt: number; readonly knownSource: string };

/** Returns an empty table with the functions that a feed needs. It throws where a real store's checks would. */
export function createMemoryTable(timeframe: Timeframe) {
  const step = TIMEFRAMES[timeframe];
  const series = new Map<string, Map<number, StoredCandle[]>>();
  const absences: AbsenceRow[] = [];
  const versionsOf = (symbol: string) => series.get(symbol) ?? new Map<number, StoredCandle[]>();
  const times = (symbol: string) => [...versionsOf(symbol).keys()].sort((a, b) => a - b);

  return {
    absences,
    write: ({ block, knownSource, absences: rows }: CandlePiece) => {
      let [inserted, revised] = [0, 0];
      for (let i = 0; i < block.count; i += 1) {
        const symbol = block.series[block.seriesIndex[i]!] as string;
        const openTime = block.openTime[i]!;
        const knownAt = block.knownAt[i]!;
        const columns = [block.open, block.high, block.low, block.close, block.volume, block.quoteVolume];
        const values = [openTime, ...columns.map((column) => column[i]!)];
        if (knownAt < openTime + step) throw new Error(`candle of ${openTime} was known before its close`);
        const versions = versionsOf(symbol).get(openTime) ?? [];
        const last = versions[versions.length - 1];
        if (last?.values.every((value, j) => Object.is(value, values[j]))) continue;
        if (last !== undefined && last.knownAt >= knownAt)
          throw new Error(`revision of ${openTime} was not known later`);
        versions.push({ values, knownAt, knownSource });
        if (last === undefined) inserted += 1;
        else revised += 1;
        series.set(symbol, versionsOf(symbol).set(openTime, versions));
      }
      absences.push(...rows);
      return { inserted, revised };
    },
    findSpan: (symbol: string) => {
      const [first, last] = [times(symbol)[0], times(symbol).at(-1)];
      return first === undefined || last === undefined ? null : { earliestTime: first, latestTime: last };
    },
    findGaps: (symbol: string, fromTime: number, untilTime: number): readonly Gap[] => {
      const gaps: { -readonly [K in keyof Gap]: Gap[K] }[] = [];
      for (let time = fromTime; time < untilTime; time += step) {
        if (versionsOf(symbol).has(time)) continue;
        const absence = absences.findLast((row) => row.key === symbol && row.fromTime <= time && row.untilTime > time);
        const [absentKind, absentKnownAt] = [absence?.kind ?? null, absence?.knownAt ?? null];
        const last = gaps[gaps.length - 1];
        const continues =
          last?.untilTime === time && last.absentKind === absentKind && last.absentKnownAt === absentKnownAt;
        if (continues) (last as { untilTime: number }).untilTime += step;
        else gaps.push({ fromTime: time, untilTime: time + step, absentKind, absentKnownAt });
      }
      return gaps;
    },
    /** Newest version of every candle, by time: opening time, open, high, low, close, volume. */
    candles: (symbol: string) => times(symbol).map((time) => versionsOf(symbol).get(time)!.at(-1)!.values.slice(0, 6)),
    versions: (symbol: string, openTime: number) => versionsOf(symbol).get(openTime) ?? [],
  };
}
