/** The levels of the log, the least first. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
