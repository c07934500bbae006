import { AppError } from '../../shared/errors.ts';

/**
 * Returns the one of `items` whose id begins with `id`. Throws `not-found` if none does, `invalid-input` if several do.
 *
 * @param noun - what the items are, as in `Draft`.
 */
export function findByBeginning<T extends { readonly id: string }>(items: readonly T[], id: string, noun: string): T {
  const found = items.filter((item) => item.id.startsWith(id));
  if (found.length === 1) return found[0]!;
  if (found.length === 0)
    throw new AppError('not-found', `${noun} ${id} was not found among the ${items.length} there are`);
  throw new AppError(
    'invalid-input',
    `${noun} ${id} was the beginning of ${found.length} ids, needs to be that of one`,
  );
}
