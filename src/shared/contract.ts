import { anomalies } from './anomalies.ts';
import { assets } from './assets.ts';
import { backtests } from './backtests.ts';
import { backups } from './backups.ts';
import { bench } from './bench.ts';
import { calls } from './calls.ts';
import { data } from './data.ts';
import { drafts } from './drafts.ts';
import type { Contract } from './endpoint.ts';
import { factors } from './factors.ts';
import { feeds } from './feeds.ts';
import { imports } from './imports.ts';
import { logs } from './logs.ts';
import { market } from './market.ts';
import { measures } from './measures.ts';
import { models } from './models.ts';
import { patterns } from './patterns.ts';
import { quality } from './quality.ts';
import { ratings } from './ratings.ts';
import { settings } from './settings.ts';
import { system } from './system.ts';
import { texts } from './texts.ts';
import { workspaces } from './workspaces.ts';

/** Everything that can be asked of the engine, and everything that it tells. Every wire is derived from this table. */
export const contract = {
  ...system,
  ...calls,
  ...workspaces,
  ...settings,
  ...backups,
  ...logs,
  ...imports,
  ...feeds,
  ...data,
  ...assets,
  ...market,
  ...factors,
  ...models,
  ...ratings,
  ...quality,
  ...anomalies,
  ...patterns,
  ...texts,
  ...measures,
  ...drafts,
  ...backtests,
  ...bench,
} as const satisfies Contract;

export type AppContract = typeof contract;
