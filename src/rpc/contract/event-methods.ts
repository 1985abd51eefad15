/** What becomes of events. This method is vigil's own. */
import type { MethodContract } from './shape.ts';

export const EVENT_METHODS = {
  'vigil.getListenerPools': {
    parameters: [],
    result: {
      type: 'array',
      help:
        'a struct for each pool of event listeners: {name, buffer_size, buffered, accepted, processed, discarded, ' +
        'listeners}. discarded is how many events were lost because the buffer was full. A listener is {name, state, ' +
        'serial}: its state in the protocol (ACKNOWLEDGED, READY, BUSY, UNKNOWN) and the event that it works on, or -1',
    },
    faults: [],
    help: 'The pools of event listeners, what waits in them and what was lost.',
    duringShutdown: true,
    readOnly: true,
  },
} as const satisfies Record<string, MethodContract>;
