/**
 * TensorFlow.js, the second backend of networks. Nothing of it is loaded unless it is asked for, and no other file loads it.
 *
 * Its native library is used where someone installed it; this program does not, since it is downloaded during the
 * installation. Everywhere else it runs in WebAssembly, from a file within its package.
 */
import { createRequire } from 'node:module';
import { AppError } from '../../shared/errors.ts';

/** The interface of TensorFlow.js. */
export type Tensorflow = typeof import('@tensorflow/tfjs-core');

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
  const util = createRequire(import.meta.url)('node:util') as { isNullOrUndefined?: (value: unknown) => boolean };
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  try {
    return (await import(name)) as Tensorflow;
  } catch {
    return undefined;
  }
}

async function loadWebAssembly(): Promise<Tensorflow> {
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-wasm');
  if (await tf.setBackend('wasm')) return tf;
  throw new AppError('unavailable', 'TensorFlow.js did not start in WebAssembly, needs a processor with its SIMD');
}
