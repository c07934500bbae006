import { backtests } from './backtests.ts';
import { bench } from './bench.ts';
import { drafts } from './drafts.ts';
import type { Contract } from './endpoint.ts';
import { factors } from './factors.ts';
import { feeds } from './feeds.ts';
import { imports } from './imports.ts';
import { models } from './models.ts';
import { ratings } from './ratings.ts';
import { system } from './system.ts';

/** Everything that can be asked of the engine, and everything that it tells. Every wire is derived from this table. */
export const contract = {
  ...system,
  ...imports,
  ...feeds,
  ...factors,
  ...models,
  ...ratings,
  ...drafts,
  ...backtests,
  ...bench,
} as const satisfies Contract;

export type AppContract = typeof contract;
