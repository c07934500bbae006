import { FACTOR_JOBS } from '../factors/job.ts';
import { MODEL_JOBS } from '../models/registry.ts';
import type { TeamJobFactory } from '../numeric/team.ts';
import { RISK_JOBS } from '../risk/jobs.ts';

/** Everything that can be split over the threads of a team, by name. */
export const TEAM_JOBS: Readonly<Record<string, TeamJobFactory>> = { ...FACTOR_JOBS, ...MODEL_JOBS, ...RISK_JOBS };
