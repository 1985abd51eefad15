/** What lives on of runs that are over, and what can be done about it. */
import type { Explanation } from './explanation.ts';
import type { ExplainFacts } from './facts.ts';

const MOST_NAMED = 5;
const LONGEST_COMMAND = 60;

export function leftBehind({ leftovers, namespec }: ExplainFacts): Pick<Explanation, 'left_behind'> {
  if (leftovers === null) return {};
  const { processes, areEndedFirst } = leftovers;
  const named = processes.slice(0, MOST_NAMED).map(({ pid, command }) => `${pid} (${shortened(command)})`);
  const more = processes.length - named.length;
  const pids = processes.map(({ pid }) => pid).join(' ');
  const others = areEndedFirst
    ? `vigilctl start ${namespec} ends them first`
    : 'with stop_scope=tree a stop ends them too';
  return {
    left_behind: {
      text: named.join(', ') + (more > 0 ? ` and ${more} more` : ''),
      cure: `kill ${pids}; ${others}`,
      processes,
    },
  };
}

function shortened(command: string): string {
  return command.length <= LONGEST_COMMAND ? command : `${command.slice(0, LONGEST_COMMAND - 3)}...`;
}
