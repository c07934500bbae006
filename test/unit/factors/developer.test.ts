import { expect, test } from 'vitest';
import { DEVELOPER } from '../../../src/main/factors/developer.ts';
import { FACTOR_JOBS } from '../../../src/main/factors/job.ts';
import { computeFactors } from '../../../src/main/factors/registry.ts';
import { sparseMeasure } from '../../../src/main/numeric/sparse-measures.ts';
import { soloTeam } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { everyCell, windowOf } from './market.ts';
import { describeGroup, meanOver, sumOver } from './oracle.ts';

const month = (commits: readonly number[], t: number): number => sumOver(commits, t, 28, 4);

describeGroup('developer', {
  'commits-28d': ({ measures }, t) => month(measures.commits, t),
  'contributors-91d': ({ measures }, t) => meanOver(measures.contributors, t, 91, 9),
  'commits-change-28d': ({ measures }, t) =>
    Math.log(
      (1 + month(measures.commits, t)) / (1 + (t < 28 ? Number.NaN : sumOver(measures.commits, t - 28, 84, 12)) / 3),
    ),
  'commit-pause': ({ measures: { commits } }, t) => {
    if (commits.slice(Math.max(0, t - 13), t + 1).every(Number.isNaN)) return Number.NaN;
    const last = commits.slice(0, t + 1).findLastIndex((count) => count > 0);
    return last < 0 || t - last >= 364 ? 364 : t - last;
  },
});

test('weeks are counted by hand', () => {
  // 20 weeks known each on a Tuesday: 7 commits in each of the first 16, none in the last 4
  const length = 20 * 7;
  const flat = Array<number>(length).fill(1);
  const window = windowOf([{ id: 'bitcoin', start: 700, length, close: flat, marketCap: flat, volume: flat }]);
  const day = Array.from({ length: 20 }, (_, week) => 700 + 7 * week);
  const line = (value: (week: number) => number) =>
    sparseMeasure(window, new Map([[0, { day, value: day.map((_, week) => value(week)) }]]));
  const measures = { commits: line((week) => (week < 16 ? 7 : 0)), contributors: line((week) => (week < 16 ? 2 : 0)) };
  const shown = { ...window, observations: { measures, days: {} } };
  const ids = DEVELOPER.map(({ id }) => id);
  const { raw } = computeFactors(shown, {
    eligible: everyCell(shown),
    rawIds: ids,
    ids,
    team: soloTeam(FACTOR_JOBS),
    signal: NEVER_CANCELLED,
    report: () => undefined,
  });
  const on = (id: string, week: number): number => raw.get(id)![7 * week]!;
  expect([on('commits-28d', 2), on('commits-28d', 3), on('commits-28d', 15), on('commits-28d', 19)]).toEqual([
    Number.NaN,
    28,
    28,
    0,
  ]);
  expect(on('commits-change-28d', 15)).toBe(0);
  expect(on('commits-change-28d', 19)).toBeCloseTo(Math.log(1 / 29), 6);
  expect([on('commit-pause', 15), on('commit-pause', 16), on('commit-pause', 19)]).toEqual([0, 7, 28]);
  // 13 weeks, of which nine have two people
  expect(on('contributors-91d', 19)).toBeCloseTo(18 / 13, 6);
});
