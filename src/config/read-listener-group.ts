/** `[eventlistener:x]`. Source: Supervisor options.py, process_groups_from_parser(). */
import { closestName } from '../core/closest-name.ts';
import { EVENT_NAMES } from './event-names.ts';
import { LISTENER_OPTIONS as OPTIONS } from './group-options.ts';
import type { GroupSource } from './group-source.ts';
import type { ListenerGroupConfig } from './model.ts';
import { compareCodePoints } from './python-text.ts';
import { nameAfterColon, readProcesses } from './read-program.ts';

export function readListenerGroup(source: GroupSource): ListenerGroupConfig {
  const { section, reader } = source;
  // The pool's name is taken as it is written; its check, as a program's name, comes with the processes.
  const groupName = nameAfterColon(section);
  const priority = reader.value(OPTIONS.priority);
  const bufferSize = reader.value(OPTIONS.buffer_size);
  if (bufferSize < 1) {
    reader.fail(`[${section.name}] section sets invalid buffer_size (${bufferSize})`, {
      code: 'value',
      key: OPTIONS.buffer_size.key,
      cure: 'Write a number of at least 1',
    });
  }
  const resultHandler = reader.value(OPTIONS.result_handler);
  const events = readEvents(source);
  if (reader.value(OPTIONS.redirect_stderr)) {
    const reason = 'but this is not allowed because it will interfere with the eventlistener protocol';
    reader.fail(`[${section.name}] section sets redirect_stderr=true ${reason}`, {
      code: 'conflict',
      key: OPTIONS.redirect_stderr.key,
      cure: 'Remove "redirect_stderr"',
    });
  }
  return {
    kind: 'eventlistener',
    name: groupName,
    priority,
    section: section.name,
    position: section.position,
    bufferSize,
    events,
    resultHandler,
    processes: readProcesses({ ...source, groupName }),
  };
}

const KNOWN: ReadonlySet<string> = new Set(EVENT_NAMES);

function readEvents({ section, reader }: GroupSource): readonly string[] {
  const { key, example } = OPTIONS.events;
  const events = new Set(reader.value(OPTIONS.events).map((event) => event.toUpperCase()));
  if (events.size === 0 && !reader.hasFailed(key)) {
    reader.fail(`[${section.name}] section requires an "events" line`, {
      code: 'missing-key',
      key,
      cure: `Add a line such as "events=${example}"`,
    });
  }
  for (const event of events) {
    if (KNOWN.has(event)) continue;
    const meant = closestName(event, EVENT_NAMES);
    reader.fail(`Unknown event type ${event} in [${section.name}] events`, {
      code: 'reference',
      key,
      cure: meant === null ? `Write event types such as ${example}` : `Write "${meant}"`,
    });
  }
  return [...events].sort(compareCodePoints);
}
