import { SimulationConfig } from '../../shared/backtests.ts';
import { AppError, type CancelSignal } from '../../shared/errors.ts';
import { type Instant, instantOf } from '../../shared/time.ts';
import type { HeldWeights } from '../jobs/held-weights.ts';
import { getDraft } from '../store/drafts.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { runJob } from './run-job.ts';

/**
 * Returns what the weights of drafts have become by the end of the newest whole day, or of the newest draft's own day where
 * that is later; in the order of the ids. A delisting costs what it costs in a backtest. Null without drafts, and where the
 * store has no closes.
 */
export async function weightsSince(
  context: EngineContext,
  call: string,
  ids: readonly string[],
  signal: CancelSignal,
): Promise<{ readonly asOf: Instant; readonly held: readonly HeldWeights[] } | null> {
  const { store } = context;
  if (ids.length === 0) return null;
  const holdings = ids.map((id) => {
    const { asOf, weights } = getDraft(store, id);
    const own = Object.fromEntries(weights.map(({ asset, weight }) => [asset, weight]));
    return { asOf: instantOf(asOf), weights: own };
  });
  try {
    const asOf = instantOf(Math.max(decisionTimeOf(store, null).instant, ...holdings.map((holding) => holding.asOf)));
    const { delistingReturn } = SimulationConfig.parse({});
    const held = await runJob(context, call, 'held-weights', { holdings, asOf, delistingReturn }, signal);
    return { asOf, held };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'insufficient-data') return null;
    throw thrown;
  }
}
