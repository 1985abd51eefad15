/** Supervisor's log levels with their numbers and the tags of the activity log. Source: supervisor/loggers.py. */
export const LOG_LEVELS = {
  critical: { number: 50, tag: 'CRIT' },
  error: { number: 40, tag: 'ERRO' },
  warn: { number: 30, tag: 'WARN' },
  info: { number: 20, tag: 'INFO' },
  debug: { number: 10, tag: 'DEBG' },
  trace: { number: 5, tag: 'TRAC' },
  blather: { number: 3, tag: 'BLAT' },
} as const satisfies Record<string, { readonly number: number; readonly tag: string }>;

export type LogLevel = keyof typeof LOG_LEVELS;
