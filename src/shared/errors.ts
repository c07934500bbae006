/** The closed list of ways in which a call may fail. Anything else thrown is a defect and is shown as `internal`. */
export const ERROR_CODES = [
  'invalid-input',
  'not-found',
  'conflict',
  'unavailable',
  'rate-limited',
  'insufficient-data',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What crosses a wire instead of an exception. */
export type ErrorShape = { readonly code: ErrorCode; readonly message: string; readonly details?: unknown };

/**
 * An expected failure. The message names the thing, what it was and what was needed, in that order; it carries no stack,
 * no path outside what the user named, and no key.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = options.details;
  }
}

/** Returns what a wire may show of anything thrown: an AppError as it is, everything else as `internal`. */
export function toErrorShape(thrown: unknown): ErrorShape {
  if (thrown instanceof AppError) {
    const shape = { code: thrown.code, message: thrown.message };
    return thrown.details === undefined ? shape : { ...shape, details: thrown.details };
  }
  return { code: 'internal', message: 'The program met an error of its own; the log has the details' };
}

/** Throws a plain Error (a defect, not an AppError) unless the condition holds. For what types cannot say. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${message}`);
}

/** The part of an AbortSignal that pure rooms need: they poll it. */
export type CancelSignal = { readonly aborted: boolean };

/** A signal that never cancels, for calls nobody can stop. */
export const NEVER_CANCELLED: CancelSignal = { aborted: false };

/** Throws `cancelled` if the signal has been raised. */
export function throwIfCancelled(signal: CancelSignal): void {
  if (signal.aborted) throw new AppError('cancelled', 'The work was cancelled');
}
