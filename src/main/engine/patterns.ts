import type { AppContract } from '../../shared/contract.ts';
import type { Handlers } from '../../shared/endpoint.ts';
import type { PatternSearch } from '../../shared/patterns.ts';
import { appendStudy, findStudy } from '../store/studies.ts';
import type { EngineContext } from './context.ts';
import { decisionTimeOf } from './decision-time.ts';
import { runJob } from './run-job.ts';

const STUDY = 'pattern-search';

/** Returns the handlers of patterns: searching them, what was found, and for which tokens they hold. */
export function patternHandlers(
  context: EngineContext,
): Pick<Handlers<AppContract>, 'patterns.mine' | 'patterns.list' | 'patterns.today'> {
  const { store, events } = context;
  return {
    async 'patterns.mine'({ asOf, horizonDays, maximumConditions }, signal) {
      const { instant, notes } = decisionTimeOf(store, asOf);
      const input = { asOf: instant, horizonDays, maximumConditions };
      const found = await runJob(context, 'patterns.mine', 'mine-patterns', input, signal);
      const search: PatternSearch = { ...found, notes: [...notes, ...found.notes] };
      appendStudy(store, STUDY, instant, search);
      events.publish('patterns.changed', {});
      return search;
    },
    'patterns.list': () => ({ search: findStudy<PatternSearch>(store, STUDY)?.body ?? null }),
    async 'patterns.today'({ asOf, asset }, signal) {
      const { instant } = decisionTimeOf(store, asOf);
      const search = findStudy<PatternSearch>(store, STUDY, instant)?.body;
      const patterns = (search?.patterns ?? [])
        .filter(({ confirmed }) => confirmed.isConfirmed)
        .map(({ id, conditions }) => ({ id, conditions }));
      if (patterns.length === 0) return { asOf: instant, patternId: [], asset: [], symbol: [] };
      const input = { asOf: instant, patterns, asset };
      return { asOf: instant, ...(await runJob(context, 'patterns.today', 'patterns-today', input, signal)) };
    },
  };
}
