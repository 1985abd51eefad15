/** Programs that are down because somebody wanted it so. */
import { SIGKILL } from '../../core/signals.ts';
import type { ExplainFacts } from '../facts.ts';
import { durationText } from '../words.ts';
import { type CauseRule, certain, runEnd } from './cause-rule.ts';

export const stopped: CauseRule = (facts) => {
  const { state, hasStarted, policy, stoppedByShutdown, namespec } = facts;
  if (state !== 'STOPPED' && state !== 'STOPPING') return null;
  if (!hasStarted) {
    const why =
      policy?.autostart === false
        ? 'autostart=false: nobody has started it yet'
        : 'nobody has started it yet';
    return certain('not-started', why, `vigilctl start ${namespec}`);
  }
  if (stoppedByShutdown)
    return certain('stopped-by-shutdown', 'the daemon is shutting down and stops it', 'nothing');
  const cure = state === 'STOPPED' ? `vigilctl start ${namespec}` : 'wait; it is killed after stopwaitsecs';
  return certain('stopped-by-operator', `${whoStopped(facts)}${killedText(facts)}`, cure);
};

function whoStopped({ lastCommand, now }: ExplainFacts): string {
  if (lastCommand?.verb !== 'stop') return 'it was stopped on request';
  const by = lastCommand.by === null ? 'an operator' : lastCommand.by;
  return `${by} stopped it ${durationText(now - lastCommand.at)} ago`;
}

/** A program that did not heed the stop signal. */
function killedText(facts: ExplainFacts): string {
  const end = runEnd(facts);
  const isKilled =
    end?.status?.kind === 'signaled' && end.status.signal === SIGKILL && end.sentSignal === SIGKILL;
  if (!isKilled || facts.state !== 'STOPPED') return '';
  return `; it did not end within stopwaitsecs=${facts.policy?.stopwaitsecs ?? '?'} and was killed`;
}
