/** The logs of a program: one stream, or both above each other. */
import { useState } from 'preact/hooks';
import type { Channel, ProcessInfo } from '../wire.ts';
import { LogPane } from './log-pane.tsx';

type Shown = Channel | 'both';

const CHANNELS: readonly Channel[] = ['stdout', 'stderr'];
const CHOICES: readonly { readonly shown: Shown; readonly label: string }[] = [
  { shown: 'stdout', label: 'stdout' },
  { shown: 'stderr', label: 'stderr' },
  { shown: 'both', label: 'both' },
];

export function LogTab({ info }: { readonly info: ProcessInfo }) {
  const [chosen, choose] = useState<Shown>('stdout');
  const kept = CHANNELS.filter(
    (channel) => (channel === 'stdout' ? info.stdout_logfile : info.stderr_logfile) !== '',
  );
  if (kept.length === 0) return <p class="nothing">No log is kept of this program.</p>;
  // With redirected stderr there is one log, and it holds both.
  const choices = kept.length === 1 ? [] : CHOICES;
  const channels =
    chosen === 'both' || choices.length === 0 ? kept : kept.filter((channel) => channel === chosen);
  const selector =
    choices.length === 0 ? null : (
      <fieldset class="segments">
        <legend class="unseen">Stream</legend>
        {choices.map(({ shown, label }) => (
          <button key={shown} type="button" aria-pressed={shown === chosen} onClick={() => choose(shown)}>
            {label}
          </button>
        ))}
      </fieldset>
    );
  return (
    <div class="log-tab">
      {channels.map((channel, index) => (
        <LogPane
          key={channel}
          info={info}
          channel={channel}
          isFirst={index === 0}
          selector={index === 0 ? selector : null}
        />
      ))}
    </div>
  );
}
