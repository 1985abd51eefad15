/** Where a pairing prints something else than supervisorctl with supervisord does, on purpose. */
import type { DaemonKind } from '../../support/daemon-command.ts';
import type { Outcome } from './typed-session.ts';

export interface ClientDifference {
  readonly reason: string;
  /** Default: every line. */
  readonly lines?: RegExp;
  /** Default: both. */
  readonly daemon?: DaemonKind;
  readonly client?: 'supervisorctl' | 'vigilctl';
  readonly agree: (sides: Outcomes) => Outcomes;
}

/** `expected` is what Supervisor's own pair did. */
export interface Outcomes {
  readonly expected: Outcome;
  readonly actual: Outcome;
}

export interface TypedLine {
  readonly line: string;
  readonly daemon: DaemonKind;
  readonly client: 'supervisorctl' | 'vigilctl';
}

export const CLIENT_DIFFERENCES: readonly ClientDifference[] = [
  {
    reason: 'The version that vigild names is the level of Supervisor that it offers, 4.3.0.',
    daemon: 'vigild',
    agree: ({ expected, actual }) => ({
      expected,
      actual: { ...actual, stdout: actual.stdout.replaceAll(/(?<=^|> )4\.3\.0$/gm, '4.2.5') },
    }),
  },
  {
    reason: 'The help of status in vigilctl has one line more, for its long form.',
    lines: /help|\?|shell/,
    client: 'vigilctl',
    agree: ({ expected, actual }) => ({
      expected,
      actual: { ...actual, stdout: actual.stdout.replaceAll(/^status -l .*\n?/gm, '') },
    }),
  },
];

export function agreed(sides: Outcomes, { line, daemon, client }: TypedLine): Outcomes {
  return CLIENT_DIFFERENCES.filter(
    (difference) =>
      difference.lines?.test(line) !== false &&
      (difference.daemon ?? daemon) === daemon &&
      (difference.client ?? client) === client,
  ).reduce((result, { agree }) => agree(result), sides);
}
