import { describe, expect, it } from 'vitest';
import { createCallLedger } from '../../../../src/renderer/state/call-ledger.ts';
import type { ConnectionState } from '../../../../src/renderer/transport/renderer-transport.ts';
import type { Call } from '../../../../src/shared/calls.ts';

const callOf = (id: number, startedTime: number): Call => ({
  ...{ id, startedTime, call: 'patterns.mine', state: 'running', endedTime: null, done: 0.37, note: '' },
  ...{ rate: null, remainingSeconds: null, error: null },
});

/** A ledger over an engine that lists what `calls` holds. */
function ledgerOver(calls: Call[]) {
  let tell: (state: ConnectionState) => void = () => {};
  const vanished: Call[] = [];
  const ledger = createCallLedger(
    {
      call: async () => ({ ok: true, value: { calls: [...calls] } }),
      subscribe: () => () => {},
      watchConnection: (listener: (state: ConnectionState) => void) => {
        tell = listener;
        return () => {};
      },
    } as unknown as Parameters<typeof createCallLedger>[0],
    (call) => vanished.push(call),
  );
  return { ledger, vanished, move: (state: ConnectionState) => tell(state) };
}

describe('the ledger of calls', () => {
  it('tells of a command that went with the engine, though the new one uses its id again', async () => {
    const calls = [callOf(3, 100)];
    const { ledger, vanished, move } = ledgerOver(calls);
    await ledger.refresh();
    move('lost');
    calls.splice(0, 1, callOf(3, 900));
    await ledger.refresh();
    expect(vanished.map(({ startedTime }) => startedTime)).toEqual([100]);
    await ledger.refresh();
    expect(vanished).toHaveLength(1);
  });

  it('says nothing where the connection alone was lost', async () => {
    const { ledger, vanished, move } = ledgerOver([callOf(3, 100)]);
    await ledger.refresh();
    move('lost');
    await ledger.refresh();
    expect(vanished).toEqual([]);
  });
});
