import type { BacktestReport } from '../../shared/backtests.ts';

/** Equity of several backtests on the same days, each 1 on the first day that all of them have. */
export type Overlay = { readonly times: readonly number[]; readonly values: readonly (readonly (number | null)[])[] };

type Series = Pick<BacktestReport['series'], 'dayTime' | 'equity'>;

/** Returns the equities from their first common day on, as growth of 1; undefined where they have no day in common. */
export function overlay(all: readonly Series[]): Overlay | undefined {
  const maps = all.map(({ dayTime, equity }) => new Map(dayTime.map((time, i) => [time, equity[i] ?? null])));
  const days = [...new Set(all.flatMap(({ dayTime }) => dayTime))].sort((left, right) => left - right);
  const start = days.find((day) => maps.every((map) => (map.get(day) ?? 0) > 0));
  if (start === undefined) return undefined;
  const times = days.filter((day) => day >= start);
  return {
    times,
    values: maps.map((map) => {
      const first = map.get(start) ?? 1;
      return times.map((time) => {
        const value = map.get(time) ?? null;
        return value === null ? null : value / first;
      });
    }),
  };
}

/** Returns a name for each backtest, told apart by the beginning of its id where names are equal. */
export function distinctNames(reports: readonly Pick<BacktestReport, 'id' | 'name'>[]): string[] {
  return reports.map(({ id, name }) =>
    reports.filter((other) => other.name === name).length > 1 ? `${name} · ${id.slice(0, 6)}` : name,
  );
}
