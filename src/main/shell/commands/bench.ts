import { resolve } from 'node:path';
import type { Session } from '../session.ts';

/** `bench NAME --data DIR`: times a workload and prints one JSON line with the keys of the reference programs. */
export async function runBench(
  session: Session,
  [name]: string[],
  options: { data: string; out?: string },
): Promise<void> {
  const figures = await session.call<Record<string, unknown>>('bench.run', {
    name,
    dataPath: resolve(options.data),
    outPath: options.out === undefined ? null : resolve(options.out),
  });
  session.show(figures, (value) => JSON.stringify(value));
}
