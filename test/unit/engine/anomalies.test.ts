import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anomalyHandlers } from '../../../src/main/engine/anomalies.ts';
import type { Pool } from '../../../src/main/jobs/pool.ts';
import { DEFAULT_THRESHOLD } from '../../../src/main/jobs/prove-anomalies.ts';
import type { EventProof } from '../../../src/shared/anomalies.ts';
import { NEVER_CANCELLED } from '../../../src/shared/errors.ts';
import { DAY, parseDay } from '../../../src/shared/time.ts';
import { openContext, type TestContext } from '../../support/engine-context.ts';
import { store } from '../../support/store-rows.ts';

const FIRST = parseDay('2024-01-01')!;
const endOf = (day: string): number => (parseDay(day)! + 1) * DAY;

let context: TestContext;
let asked: { name: string; input: unknown }[];
let proofs: Partial<EventProof>[];
beforeEach(() => {
  proofs = [{ source: 'all', part: 'early', threshold: [0.7], recallAt: [0.5], precisionAt: [0.5] }];
  context = openContext();
  asked = [];
  const rows = Array.from({ length: 40 }, (_, i) => ({ key: `t${i % 4}`, day: FIRST + Math.floor(i / 4), close: 1 }));
  store(context.store, 'coingecko', rows);
});
afterEach(() => context.close());

/** Handlers whose jobs are noted: the record would be kept with a threshold of 0.7, the list is empty. */
function handlers() {
  const run = async (name: string, input: unknown) => {
    asked.push({ name, input });
    const { asOf } = input as { asOf: number };
    return name === 'anomalies' ? { anomalies: [], notes: [] } : { asOf, alertThreshold: 0.7, proofs, notes: ['made'] };
  };
  return anomalyHandlers({ ...context, pool: { ...context.pool, run: run as unknown as Pool['run'] } });
}

const list = (asOf: number | null) =>
  handlers()['anomalies.list']({ asOf, days: 30, asset: null }, NEVER_CANCELLED) as Promise<{ notes: string[] }>;

describe('unusual days', () => {
  it('are told with the default threshold and a note until there is a record', async () => {
    const { notes } = await list(null);
    expect(asked).toEqual([
      { name: 'anomalies', input: { asOf: endOf('2024-01-10'), days: 30, asset: null, threshold: DEFAULT_THRESHOLD } },
    ]);
    expect(notes.join()).toContain('default');
    expect(await handlers()['anomalies.record']({}, NEVER_CANCELLED)).toEqual({ record: null });
  });

  it('take the threshold of the newest record that was made of what was known by then', async () => {
    const asOf = endOf('2024-01-05');
    const record = await handlers()['anomalies.prove']({ asOf }, NEVER_CANCELLED);
    expect(record).toMatchObject({ alertThreshold: 0.7, notes: ['made'] });
    expect(context.heard).toEqual([{ name: 'anomalies.changed', payload: {} }]);
    expect(await handlers()['anomalies.record']({}, NEVER_CANCELLED)).toEqual({ record });
    expect((await list(null)).notes.join()).toContain('chosen on labelled pumps, in the track record of 2024-01-05');
    await list(endOf('2024-01-04'));
    expect(asked.slice(-2).map(({ input }) => (input as { threshold: number }).threshold)).toEqual([
      0.7,
      DEFAULT_THRESHOLD,
    ]);
  });

  it('do not claim a choice on labelled pumps where the record had none', async () => {
    proofs = [];
    await handlers()['anomalies.prove']({ asOf: endOf('2024-01-05') }, NEVER_CANCELLED);
    const { notes } = await list(null);
    expect(notes.join()).toContain('no labelled pumps');
    expect(notes.join()).not.toContain('chosen on labelled pumps, in');
  });
});
