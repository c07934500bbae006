import { createPlanner, type Kernels, kernelsOver, withMemory } from '../../../src/main/kernels/kernels.ts';

type Numbers = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array | Int8Array | BigInt64Array;

/**
 * Puts arrays into a memory, hands their offsets to `run` and returns what they hold afterwards.
 */
export function runKernel<Arrays extends Readonly<Record<string, Numbers>>>(
  arrays: Arrays,
  run: (kernels: Kernels, at: { readonly [Name in keyof Arrays]: number }) => void,
): Arrays {
  const planner = createPlanner();
  const names = Object.keys(arrays);
  const at = Object.fromEntries(names.map((name) => [name, planner.place(arrays[name].byteLength)]));
  return withMemory(planner.total(), (memory) => {
    const bytes = new Uint8Array(memory.buffer);
    // what a memory holds at first is undefined, and a kernel must not count on zeros
    bytes.fill(0xa5);
    for (const name of names) {
      const { buffer, byteOffset, byteLength } = arrays[name];
      bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at[name]);
    }
    run(kernelsOver(memory), at as { readonly [Name in keyof Arrays]: number });
    return Object.fromEntries(
      names.map((name) => {
        const from = at[name];
        const copy = bytes.slice(from, from + arrays[name].byteLength).buffer;
        return [name, new (arrays[name].constructor as new (buffer: ArrayBuffer) => Numbers)(copy)];
      }),
    ) as Arrays;
  });
}
