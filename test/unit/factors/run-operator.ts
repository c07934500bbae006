import { OPERATORS } from '../../../src/main/factors/operators.ts';
import { createSorter } from '../../../src/main/numeric/sorting.ts';
import { createScratch } from '../../../src/main/numeric/window-moments.ts';

/** Returns what an operator writes as its result number `output`. The memory is dirty, as it is after other operators. */
export function runOperator(
  op: string,
  args: readonly ArrayLike<number>[],
  params: readonly number[] = [],
  output = 0,
): Float64Array {
  const length = args[0]?.length ?? 0;
  const lines = args.map((arg) => Float64Array.from(arg));
  const out = new Float64Array(length).fill(12345);
  const scratch = createScratch(length);
  for (const memory of Object.values(scratch)) memory.fill(77);
  const results = Array.from({ length: output + 1 }, (_, i) => (i === output ? out : undefined));
  OPERATORS[op]!(results, lines, length, params, { scratch, sorter: createSorter(length) });
  return out;
}
