import type { ErrorCode } from '../../shared/errors.ts';

/** What the process answers with; 0 is success. Documented in README.md. */
export const EXIT_CODES: Readonly<Record<ErrorCode, number>> = {
  internal: 1,
  'invalid-input': 2,
  'not-found': 3,
  'insufficient-data': 4,
  unavailable: 5,
  'rate-limited': 5,
  conflict: 6,
  cancelled: 130,
};
