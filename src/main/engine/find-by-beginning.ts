import { AppError } from '../../shared/errors.ts';

/**
 * Returns the one of `items` whose id begins with `id`. Throws `not-found` if none does, `invalid-input` if several do.
 *
 * @param noun - what the items are, as in `Draft`. @param lister - how a person gets a list of them.
 */
export function findByBeginning<T extends { readonly id: string }>(
  items: readonly T[],
  id: string,
  noun: string,
  lister: string,
): T {
  const found = items.filter((item) => item.id.startsWith(id));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) throw new AppError('not-found', `${noun} ${id} was not found; ${lister} lists them`);
  throw new AppError(
    'invalid-input',
    `${noun} ${id} was the beginning of ${found.length} ids, needs to be that of one`,
  );
}
