/** Parameters and results that several methods share. */

export const NAME = { name: 'name', type: 'string', help: 'process, or group:process' } as const;
export const NAME_OR_GROUP = {
  name: 'name',
  type: 'string',
  help: 'process, group:process, or group:*',
} as const;
export const GROUP = { name: 'name', type: 'string', help: 'name of the group' } as const;
export const WAIT_STARTED = {
  name: 'wait',
  type: 'boolean',
  help: 'answer only when it is RUNNING',
  default: true,
} as const;
export const WAIT_STOPPED = {
  name: 'wait',
  type: 'boolean',
  help: 'answer only when it has stopped',
  default: true,
} as const;
export const SIGNAL = { name: 'signal', type: 'text', help: 'name (HUP, SIGHUP) or number (1)' } as const;
export const OFFSET = {
  name: 'offset',
  type: 'int',
  help: 'first byte; negative counts from the end',
} as const;
export const LENGTH = { name: 'length', type: 'int', help: 'how many bytes; 0 for the rest' } as const;

export const TRUE = { type: 'boolean', help: 'always true' } as const;
export const STATUSES = {
  type: 'array',
  help: 'a struct {name, group, status, description} for each process',
} as const;
export const LOG_TEXT = { type: 'string', help: 'the text' } as const;
export const TAIL = {
  type: 'array',
  help: '[text, offset to ask with next time, whether something was left out]',
} as const;
