/** Finished parts of long work as bytes, for checkpoints. */
import { deserialize, serialize } from 'node:v8';

type Parts = { readonly meta: unknown; readonly arrays: Readonly<Record<string, ArrayBufferView>> };

/** Returns plain data and named typed arrays as bytes. Arrays over shared memory are copied, because those cannot be serialised. */
export function toBytes<P extends Parts>({ meta, arrays }: P): Uint8Array {
  const own = Object.entries(arrays).map(([name, array]) => [name, (array as Float32Array).slice()]);
  return serialize({ meta, arrays: Object.fromEntries(own) });
}

/** Returns what {@link toBytes} was given. */
export function fromBytes<P extends Parts>(bytes: Uint8Array): P {
  return deserialize(bytes) as P;
}
