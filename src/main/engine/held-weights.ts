import { SimulationConfig } from '../../shared/backtests.ts';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import { dayOf, type Instant, instantOf, startOfDay } from '../../shared/time.ts';
import type { HeldWeights } from '../jobs/held-weights.ts';
import { getDraft } from '../store/drafts.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { runJob } from './run-job.ts';

/** An approved draft, and when it was approved. */
export type Approval = { readonly id: string; readonly approvedTime: number };

/**
 * Returns what the weights of approved drafts have become by the end of the newest whole day, or of the newest draft's own day
 * where that is later; in the order of the approvals. They drift from the close of the day of the approval on: whoever bought
 * them then, had them from then on, and what the tokens did before is not theirs. A delisting costs what it costs in a backtest.
 * Null without approvals, and where the store has no closes.
 */
export async function weightsSince(
  context: EngineContext,
  call: string,
  approvals: readonly Approval[],
  signal: CancelSignal,
): Promise<{ readonly asOf: Instant; readonly held: readonly HeldWeights[] } | null> {
  const { store } = context;
  if (approvals.length === 0) return null;
  const drafts = approvals.map(({ id }) => getDraft(store, id));
  const holdings = drafts.map(({ asOf, weights }, i) => ({
    asOf: instantOf(Math.max(asOf, startOfDay(dayOf(approvals[i]!.approvedTime) + 1))),
    weights: Object.fromEntries(weights.map(({ asset, weight }) => [asset, weight])),
  }));
  try {
    const newest = decisionTimeOf(store, null).instant;
    const asOf = instantOf(Math.max(newest, ...drafts.map((draft) => draft.asOf)));
    const { delistingReturn } = SimulationConfig.parse({});
    const held = await runJob(context, call, 'held-weights', { holdings, asOf, delistingReturn }, signal);
    return { asOf, held };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'insufficient-data') return null;
    throw thrown;
  }
}
