/** What a store that is no whole database any more is known by. */
import { AppError } from '../../shared/errors.ts';
import { codeOf } from './connection.ts';

/** Returns SQLite's words for what is wrong with a store that it found damaged, also where they lie below another error; else null. */
export function damageOf(thrown: unknown): string | null {
  const code = codeOf(thrown);
  if (code?.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return (thrown as Error).message;
  return thrown instanceof AppError && thrown.cause !== undefined ? damageOf(thrown.cause) : null;
}

/** Returns the error of whatever needs a store that is damaged. @param words - SQLite's. */
export function damageError(words: string, cause?: unknown): AppError {
  return new AppError(
    'conflict',
    `The store was damaged (${words}), needs to be restored from a backup: in Settings, or with the command restore`,
    { cause },
  );
}
