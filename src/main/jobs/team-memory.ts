/** What the threads of a team share to meet: a generation that rises with each step, and a count of who is still at work. */
import { invariant } from '../../shared/errors.ts';

/** What a thread is told when a session opens. */
export type TeamStart = {
  readonly name: string;
  readonly shared: unknown;
  readonly memory: TeamMemory;
  readonly part: number;
  readonly parts: number;
};

/** The memory by which the threads of a team tell each other what to do, what is done and what failed. */
export type TeamMemory = { readonly control: Int32Array; readonly failure: Uint8Array };

const GENERATION = 0;
const PENDING = 1;
const ENDED = 2;
const OP_LENGTH = 3;
const OP = 4;
const MAX_OP = 8;
const MAX_FAILURE = 4_000;
/** About 20 µs. */
const SPINS = 4_000;

/** The side of the thread that leads. */
export type Barrier = {
  readonly memory: TeamMemory;
  /** Hands an operation to the others. */
  begin(op: readonly number[]): void;
  /** Waits until all others have done their part. */
  join(): void;
  /** Lets the others go. */
  end(): void;
};

/** Returns a barrier for `others` threads beside the caller's. */
export function createBarrier(others: number): Barrier {
  const memory: TeamMemory = {
    control: new Int32Array(new SharedArrayBuffer((OP + MAX_OP) * 4)),
    failure: new Uint8Array(new SharedArrayBuffer(MAX_FAILURE + 4)),
  };
  const { control } = memory;
  const advance = (): void => {
    Atomics.add(control, GENERATION, 1);
    Atomics.notify(control, GENERATION);
  };
  return {
    memory,
    begin(op) {
      invariant(op.length <= MAX_OP, `a team operation has ${op.length} numbers of at most ${MAX_OP}`);
      control.set(op, OP);
      control[OP_LENGTH] = op.length;
      Atomics.store(control, PENDING, others);
      advance();
    },
    join() {
      for (;;) {
        const pending = Atomics.load(control, PENDING);
        if (pending === 0) return;
        waitWhile(control, PENDING, pending);
      }
    },
    end() {
      Atomics.store(control, ENDED, 1);
      advance();
    },
  };
}

/** Returns when the value at an index is no longer `value`: looks for a while, then sleeps. */
function waitWhile(control: Int32Array, index: number, value: number): void {
  for (let i = 0; i < SPINS; i++) if (Atomics.load(control, index) !== value) return;
  Atomics.wait(control, index, value);
}

/**
 * Runs the side of another thread until the session ends. `step` is called once an operation; what it throws is kept for
 * the thread that leads.
 */
export function followBarrier(memory: TeamMemory, step: (op: Int32Array) => void): void {
  const { control } = memory;
  for (let seen = 0; ; seen++) {
    while (Atomics.load(control, GENERATION) === seen) waitWhile(control, GENERATION, seen);
    if (Atomics.load(control, ENDED) === 1) return;
    try {
      step(control.slice(OP, OP + (control[OP_LENGTH] as number)));
    } catch (thrown) {
      keepFailure(memory, thrown);
    }
    if (Atomics.sub(control, PENDING, 1) === 1) Atomics.notify(control, PENDING);
  }
}

function keepFailure({ failure }: TeamMemory, thrown: unknown): void {
  const bytes = new TextEncoder().encode(String((thrown as Error).stack ?? thrown)).subarray(0, MAX_FAILURE);
  failure.set(bytes, 4);
  Atomics.store(new Int32Array(failure.buffer, 0, 1), 0, bytes.length);
}

/** Returns what the last failing thread threw, or null. */
export function textOfFailure({ failure }: TeamMemory): string | null {
  const length = Atomics.load(new Int32Array(failure.buffer, 0, 1), 0);
  return length === 0 ? null : new TextDecoder().decode(failure.slice(4, 4 + length));
}
