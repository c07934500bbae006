import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import { AppError } from '../../shared/errors.ts';
import { instantOf } from '../../shared/time.ts';
import { renderHtmlReport } from '../backtest/html-report/render.ts';
import { appendBacktest, getBacktest, listTrials } from '../store/backtests.ts';
import type { EngineContext } from './context.ts';
import { isSimulated } from './is-simulated.ts';
import { makeFolder } from './make-folder.ts';
import { newestInstant } from './newest-instant.ts';
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
      const { untilTime } = config.simulation;
      const input = {
        name,
        config,
        asOf: untilTime === null ? newestInstant(store) : instantOf(untilTime),
        createdTime: context.clock(),
        programVersion: programVersion(),
        isSimulated: isSimulated(store),
      };
      const { report, entry, firstDay, returns } = await runJob(context, 'backtests.run', 'backtest', input, signal);
      appendBacktest(store, entry, { report, firstDay, returns });
      context.events.publish('backtests.changed', { id: report.id });
      const path = reportPath ?? join(context.home, 'reports', `${report.id.slice(0, 12)}.html`);
      writeReport(path, renderHtmlReport(report));
      return { ...report, reportPath: path };
    },
    'backtests.get': ({ id }) => getBacktest(store, id),
    'backtests.list': () => ({ trials: listTrials(store) }),
  };
}

function writeReport(path: string, html: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, html);
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `The report could not be written to ${path}, needs a folder that may be written`,
      { cause },
    );
  }
}
