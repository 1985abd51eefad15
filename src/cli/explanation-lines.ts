/** An explanation on one screen. */
import { localDay, localTime } from '../core/calendar.ts';
import { joinNamespec } from '../core/namespec.ts';
import type { Certainty } from '../explain/explanation.ts';
import type { ShownExplanation } from './explanation-reply.ts';
import { visibleText } from './terminal-text.ts';

const LABEL_WIDTH = 14;

const CAUSE_LABELS: Readonly<Record<Certainty, string>> = {
  certain: 'Cause',
  likely: 'Likely cause',
  possible: 'Possible cause',
};

/** Foreign text in it is shown escaped, on every kind of output. */
export function explanationLines(explanation: ShownExplanation): readonly string[] {
  const {
    group,
    name,
    state,
    since,
    happened,
    rule,
    next,
    causes,
    output,
    left_behind: left,
    last_command: command,
  } = explanation;
  const when = since === undefined ? '' : ` since ${timeText(since)}`;
  const lines = [
    `${joinNamespec(group, name)}: ${state}${when}`,
    ...labelled('What happened', happened),
    ...causes.flatMap(({ certainty, text, cure }) => [
      ...labelled(CAUSE_LABELS[certainty], text),
      ...labelled('What to do', cure),
    ]),
    ...labelled('Rule', rule.text),
    ...labelled('Next', next.text),
  ];
  if (left !== undefined) {
    lines.push(...labelled('Left behind', left.text), ...labelled('What to do', left.cure));
  }
  if (command !== undefined) {
    const by = command.by === undefined ? '' : ` by ${command.by}`;
    lines.push(...labelled('Last command', `${command.verb}${by}, ${timeText(command.at)}`));
  }
  if (output !== undefined && output.lines.length > 0) {
    lines.push(`Last lines of ${output.stream}${output.logfile === '' ? '' : ` (${output.logfile})`}:`);
    lines.push(...output.lines.map((line) => `  ${line}`));
  }
  return lines.map(visibleText);
}

function labelled(label: string, text: string): readonly string[] {
  return [`  ${label.padEnd(LABEL_WIDTH)}  ${text}`];
}

/** `2026-11-22 19:20:31`, in the local zone. */
function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${localDay(date)} ${localTime(date)}`;
}
