/** What the engine's rules need of a program's configuration. */
import type { ProcessConfig } from '../config/model.ts';
import type { ProgramPolicy } from '../core/restart-policy.ts';
import { toMilliseconds } from '../core/units.ts';

export function policyOf(config: ProcessConfig): ProgramPolicy {
  const { stopScope, leftovers } = config.family;
  return {
    name: config.name,
    startsecs: toMilliseconds(config.startsecs),
    startretries: config.startretries,
    autorestart: config.autorestart,
    exitcodes: config.exitcodes,
    stopsignal: config.stopsignal,
    stopwaitsecs: toMilliseconds(config.stopwaitsecs),
    stopasgroup: stopScope === null ? config.stopasgroup : stopScope === 'group',
    killasgroup: stopScope === null ? config.killasgroup : stopScope === 'group',
    stopsTree: stopScope === 'tree',
    clearsLeftovers: leftovers === 'clear',
  };
}
