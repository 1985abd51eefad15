/** What is known of Supervisor's behaviour and what vigil makes of it, in the order of the page. */

import { API } from './api.ts';
import type { Area } from './behaviour.ts';
import { CLIENT } from './client.ts';
import { COMPANIONS } from './companions.ts';
import { CONFIGURATION } from './configuration.ts';
import { DAEMON } from './daemon.ts';
import { ENDING } from './ending.ts';
import { EVENTS } from './events.ts';
import { KEYS } from './keys.ts';
import { LOGGING } from './logging.ts';
import { METHODS } from './methods.ts';
import { PAGE } from './page.ts';
import { PLUGINS } from './plugins.ts';
import { PROCESSES } from './processes.ts';
import { SOCKETS } from './sockets.ts';
import { SPAWNING } from './spawning.ts';

export const AREAS: readonly Area[] = [
  CONFIGURATION,
  KEYS,
  DAEMON,
  ENDING,
  PROCESSES,
  SPAWNING,
  LOGGING,
  API,
  METHODS,
  CLIENT,
  EVENTS,
  SOCKETS,
  PAGE,
  PLUGINS,
  COMPANIONS,
];
