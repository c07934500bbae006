import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { type BudgetState, createBudget } from '../exchange/budget.ts';
import { sleepOnTimer } from '../exchange/wait.ts';
import { findSetting, saveSetting } from '../store/settings.ts';
import type { EngineContext } from './context.ts';
import { type ReachOptions, runIngest } from './ingest-run.ts';
import { asOnlyWriter } from './only-writer.ts';
import { runSimulation } from './simulate-run.ts';

const REACH: ReachOptions = { sleep: sleepOnTimer, random: Math.random, origin: null };

/** The setting in which the budget of requests outlives the process. */
const BUDGET_SETTING = 'request-budget';

/** Returns the handlers of feeds: live candles and listings, and the simulated market. All calls share one budget of requests. */
export function feedHandlers(
  context: EngineContext,
  reach: ReachOptions = REACH,
): Pick<Handlers<AppContract>, 'feeds.ingest' | 'feeds.simulate'> {
  const { store, clock } = context;
  const storage = {
    load: () => (findSetting(store, BUDGET_SETTING) ?? null) as BudgetState | null,
    save: (state: BudgetState) => saveSetting(store, BUDGET_SETTING, state),
  };
  const budget = createBudget({ clock, sleep: reach.sleep, storage });
  return {
    'feeds.ingest': (input, signal) =>
      asOnlyWriter(store, 'feeds.ingest', () => runIngest(context, input, { ...reach, budget }, signal)),
    'feeds.simulate': (input, signal) =>
      asOnlyWriter(store, 'feeds.simulate', () => runSimulation(context, input, signal)),
  };
}
