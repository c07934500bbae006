import { afterEach, expect, test } from 'vitest';
import { computeFactors, FACTORS } from '../../../src/main/factors/registry.ts';
import { eligibleCells } from '../../../src/main/factors/universe.ts';
import { createTeam } from '../../../src/main/jobs/team.ts';
import { createBarrier, followBarrier, textOfFailure } from '../../../src/main/jobs/team-memory.ts';
import type { Team } from '../../../src/main/numeric/team.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { EligibilityRules } from '../../../src/shared/models.ts';
import { simulatedWindow } from '../factors/market.ts';

const teams: Team[] = [];
const teamOf = (size: number): Team => {
  const team = createTeam(size);
  teams.push(team);
  return team;
};
afterEach(() => {
  for (const team of teams.splice(0)) team.close();
});

test('factors have the same bytes on one, two and three threads', () => {
  const window = simulatedWindow({ seed: 3, assetCount: 30, dayCount: 420 });
  const { eligible } = eligibleCells(window, EligibilityRules.parse({ minimumDollarVolume: 0, minimumMarketCap: 0 }));
  const ranksOf = (size: number): Float32Array[] => [
    ...computeFactors(window, {
      eligible,
      rawIds: [],
      team: teamOf(size),
      signal: NEVER_CANCELLED,
      report: () => undefined,
    }).ranked,
  ];
  const alone = ranksOf(1);
  expect(alone).toHaveLength(FACTORS.length);
  expect(alone.some((ranks) => ranks.some((rank) => !Number.isNaN(rank)))).toBe(true);
  for (const size of [2, 3]) {
    ranksOf(size).forEach((ranks, i) => {
      expect(
        Buffer.from(ranks.buffer).equals(Buffer.from(alone[i]!.buffer)),
        `${FACTORS[i]!.id} on ${size} threads`,
      ).toBe(true);
    });
  }
});

test('a team does one job after another with the same threads', () => {
  const team = teamOf(2);
  const window = simulatedWindow({ seed: 3, assetCount: 12, dayCount: 200 });
  const { eligible } = eligibleCells(window, EligibilityRules.parse({}));
  const options = {
    eligible,
    rawIds: [],
    ids: [FACTORS[0]!.id],
    team,
    signal: NEVER_CANCELLED,
    report: () => undefined,
  };
  const first = computeFactors(window, options);
  const second = computeFactors(window, options);
  expect(second.ranked).toEqual(first.ranked);
});

test('a job that no thread knows is refused', () => {
  const team = teamOf(2);
  expect(() => team.open('nothing', {})).toThrow('no team job is named nothing');
});

test('what another thread throws is kept for the one that leads, and does not hang it', () => {
  const barrier = createBarrier(1);
  barrier.begin([7]);
  // the other side runs here, on one thread: its step ends the session so that it returns
  followBarrier(barrier.memory, (op) => {
    barrier.end();
    throw new Error(`cannot do ${op[0]}`);
  });
  barrier.join();
  expect(textOfFailure(barrier.memory)).toContain('cannot do 7');
});
