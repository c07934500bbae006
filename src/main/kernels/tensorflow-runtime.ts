/**
 * TensorFlow.js, the second backend of networks. Nothing of it is loaded unless it is asked for, and no other file loads it.
 *
 * Its native library is used where someone installed it; this program does not, since it is downloaded during the
 * installation. Everywhere else it runs in WebAssembly, from a file within its package.
 */
import type { EventEmitter } from 'node:events';
import util from 'node:util';
import { AppError } from '../../shared/errors.ts';

/** The interface of TensorFlow.js. */
export type Tensorflow = typeof import('@tensorflow/tfjs-core');

/** Events on which the loader of its WebAssembly listens. */
const EVENTS = ['uncaughtException', 'unhandledRejection'];
const NATIVE = '@tensorflow/tfjs-node';
let loaded: Promise<Tensorflow> | undefined;

/** Returns TensorFlow.js with a backend that is ready. Throws `unavailable` if it does not start. */
export function loadTensorflow(): Promise<Tensorflow> {
  loaded ??= loadNative(NATIVE).then((native) => native ?? loadWebAssembly());
  return loaded;
}

/** Returns the native build under that name; undefined if it is not installed, or its library does not load. */
export async function loadNative(name: string): Promise<Tensorflow | undefined> {
  // Node 23 took this function away, and the native build still calls it (tensorflow/tfjs#8609)
  const old = util as typeof util & { isNullOrUndefined?: (value: unknown) => boolean };
  old.isNullOrUndefined ??= (value) => value === null || value === undefined;
  try {
    return (await import(name)) as Tensorflow;
  } catch {
    return undefined;
  }
}

async function loadWebAssembly(): Promise<Tensorflow> {
  const thread: EventEmitter = process;
  const known = EVENTS.map((event) => thread.rawListeners(event));
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-wasm');
  const isReady = await tf.setBackend('wasm');
  // its loader throws anew what nobody caught, and so would decide for the whole thread what becomes of other people's errors
  EVENTS.forEach((event, i) => {
    for (const listener of thread.rawListeners(event)) {
      if (!known[i].includes(listener)) thread.off(event, listener as () => void);
    }
  });
  if (isReady) return tf;
  throw new AppError('unavailable', 'TensorFlow.js did not start in WebAssembly, needs a processor with its SIMD');
}
