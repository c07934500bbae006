import type { TeamJobFactory } from '../numeric/team.ts';
import { createFigureJob } from './anomaly-figures.ts';

/** The team jobs of this room, by name. */
export const RISK_JOBS: Readonly<Record<string, TeamJobFactory>> = { 'anomaly-figures': createFigureJob };
