import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BacktestReport } from '../../shared/backtests.ts';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { DAY, dayOf, formatDay } from '../../shared/time.ts';
import { appendBacktest, getBacktest, listTrials } from '../store/backtests.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { findByBeginning } from './find-by-beginning.ts';
import { isSimulated } from './is-simulated.ts';
import { makeFolder } from './make-folder.ts';
import { programVersion } from './program-version.ts';
import { runJob } from './run-job.ts';

type Names = 'backtests.run' | 'backtests.get' | 'backtests.list';

/**
 * Returns the handlers of backtests. Every run enters the trial ledger, whatever it came to. The scores of its folds stay behind
 * as checkpoints, so the next run with the same ensemble over the same facts has them at once.
 */
export function backtestHandlers(context: EngineContext): Pick<Handlers<AppContract>, Names> {
  const { store } = context;
  return {
    async 'backtests.run'({ name, config, reportPath }, signal) {
      const { instant, notes } = decisionTimeOf(store, config.simulation.untilTime);
      const input = {
        name,
        config,
        asOf: instant,
        createdTime: context.clock(),
        programVersion: programVersion(),
        isSimulated: isSimulated(store),
      };
      const output = await runJob(context, 'backtests.run', 'backtest', input, signal);
      const { report, entry, firstDay, returns, html } = output;
      appendBacktest(store, entry, { report, firstDay, returns });
      context.events.publish('backtests.changed', { id: report.id });
      notes.push(...lateStartOf(report));
      const path = reportPath ?? join(context.home, 'reports', `${report.id.slice(0, 12)}.html`);
      const failure = writeReport(path, html, reportPath ?? 'the folder reports of this workspace');
      return failure === null
        ? { ...report, reportPath: path, notes }
        : { ...report, reportPath: null, notes: [...notes, failure] };
    },
    'backtests.get': ({ id }) => getBacktest(store, findByBeginning(listTrials(store), id, 'Backtest').id),
    'backtests.list': () => ({ trials: listTrials(store) }),
  };
}

const DAYS_BETWEEN = { week: 7, month: 31, quarter: 92 } as const;

/** Returns a note if the index began later than it was asked to, and not only because decisions are that far apart. */
function lateStartOf({ config, series }: BacktestReport): string[] {
  const { fromTime, cadence } = config.simulation;
  const startTime = series.dayTime[0];
  if (fromTime === null || startTime === undefined || startTime - fromTime <= DAYS_BETWEEN[cadence] * DAY) return [];
  const [asked, first] = [fromTime, startTime].map((time) => formatDay(dayOf(time)));
  return [`The index begins on ${first}, not on ${asked}: before, the history has too little to learn from`];
}

/** Returns why a report could not be written, or null. The run is in the ledger by then, so its figures must not be lost. */
/** @param told - what a person may read of where it should lie: no folder of the machine that nobody named. */
function writeReport(path: string, html: string, told: string): string | null {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, html);
    return null;
  } catch {
    return `The report could not be written to ${told}, needs a folder that may be written`;
  }
}
