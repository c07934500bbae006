import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { loadNative, loadTensorflow } from '../../../src/main/kernels/tensorflow-runtime.ts';

const folder = mkdtempSync(join(tmpdir(), 'indexsmith-runtime-'));
afterAll(() => rmSync(folder, { recursive: true }));

const moduleOf = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return pathToFileURL(file).href;
};

describe('the runtime of TensorFlow.js', () => {
  it('multiplies in WebAssembly where nothing native is installed, without being told where its files lie', async () => {
    const listeners = () => ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
    const before = listeners();
    const tf = await loadTensorflow();
    expect(listeners()).toEqual(before);
    expect(tf.getBackend()).toBe('wasm');
    const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    expect([...tf.matMul(a, a).dataSync()]).toEqual([7, 10, 15, 22]);
    expect(await loadTensorflow()).toBe(tf);
  });

  it('takes the native build where it loads, with the function of Node that it calls put back', async () => {
    const address = moduleOf(
      'native.mjs',
      `import util from 'node:util';\nexport const isMissing = [util.isNullOrUndefined(null), util.isNullOrUndefined(0)];`,
    );
    expect(await loadNative(address)).toMatchObject({ isMissing: [true, false] });
  });

  it('does without it where it is not installed, or its library does not load', async () => {
    expect(await loadNative('@tensorflow/tfjs-none')).toBeUndefined();
    expect(await loadNative(moduleOf('broken.mjs', `throw new Error('no such library');`))).toBeUndefined();
  });
});
