/** Output that is turned into events which no listener wants. Captured text does not reach the log either. */
import type { Config, ProcessConfig } from '../model.ts';
import { allProcesses, type CheckRule, type Observation, warning } from './rule.ts';

const CAPTURE_EVENTS = ['EVENT', 'PROCESS_COMMUNICATION'];
const LOG_EVENTS = ['EVENT', 'PROCESS_LOG'];

export const unheardEvents: CheckRule = function* ({ config }) {
  for (const process of allProcesses(config)) {
    if (process.section.startsWith('eventlistener:')) continue;
    yield* observe(process, config, 'stdout');
    yield* observe(process, config, 'stderr');
  }
};

function* observe(
  process: ProcessConfig,
  config: Config,
  stream: 'stdout' | 'stderr',
): Generator<Observation> {
  const { captureMaxBytes, eventsEnabled } = process[stream];
  const suffix = `_${stream.toUpperCase()}`;
  const { section } = process;
  if (captureMaxBytes > 0 && !isHeard(config, [...CAPTURE_EVENTS, CAPTURE_EVENTS[1] + suffix])) {
    yield warning({
      code: 'unheard-events',
      section,
      key: `${stream}_capture_maxbytes`,
      message:
        'what it writes between capture tags is lost: no event listener subscribes to PROCESS_COMMUNICATION',
      cure: 'Leave it out, or add a listener',
    });
  }
  if (eventsEnabled && !isHeard(config, [...LOG_EVENTS, LOG_EVENTS[1] + suffix])) {
    yield warning({
      code: 'unheard-events',
      section,
      key: `${stream}_events_enabled`,
      message: 'these events reach nobody: no event listener subscribes to PROCESS_LOG',
      cure: 'Leave it out, or add a listener',
    });
  }
}

function isHeard(config: Config, types: readonly string[]): boolean {
  return config.groups.some(
    (group) => group.kind === 'eventlistener' && group.events.some((type) => types.includes(type)),
  );
}
