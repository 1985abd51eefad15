/**
 * Programs that give a supervisor as much trouble as they can: made from a seed, so that a failure can be had again.
 */
import { join } from 'node:path';
import { daemonSections } from '../support/daemon-sections.ts';
import { Random } from '../support/random.ts';

export interface ChurnProgram {
  readonly name: string;
  readonly kind: ChurnKind;
  /** The lines of its section, without the header. */
  readonly settings: readonly string[];
}

type ChurnKind =
  | 'prints'
  | 'crashes'
  | 'loops'
  | 'exits-at-once'
  | 'ignores-term'
  | 'forks-group'
  | 'forks-session';

/** How many of each in a hundred. */
const SHARES: readonly (readonly [ChurnKind, number])[] = [
  ['prints', 50],
  ['crashes', 15],
  ['loops', 5],
  ['exits-at-once', 10],
  ['ignores-term', 5],
  ['forks-group', 10],
  ['forks-session', 5],
];

export interface ChurnOptions {
  readonly seed: number;
  readonly programs: number;
  /** The folder of the test's child programs. */
  readonly children: string;
}

export function churnPrograms(options: ChurnOptions): ChurnProgram[] {
  const random = new Random(options.seed);
  return Array.from({ length: options.programs }, (_, index) => {
    const kind = kindAt((index * 100) / options.programs);
    const name = `${kind}_${index}`;
    return { name, kind, settings: settingsOf(kind, name, { random, children: options.children }) };
  });
}

/** A configuration whose programs wait for a command to start; each logs to `out/NAME.log`. */
export function churnConfiguration(programs: readonly ChurnProgram[]): string {
  const sections = programs.map(({ name, settings }) => `[program:${name}]\n${settings.join('\n')}\n`);
  return `${daemonSections({ supervisord: ['logfile_maxbytes=0', 'minfds=2048'] })}${sections.join('\n')}`;
}

function kindAt(percent: number): ChurnKind {
  let upTo = 0;
  for (const [kind, share] of SHARES) {
    upTo += share;
    if (percent < upTo) return kind;
  }
  return 'prints';
}

function settingsOf(kind: ChurnKind, name: string, tools: { random: Random; children: string }): string[] {
  const { random } = tools;
  const child = (script: string) => join(tools.children, script);
  const status = random.between(0, 255);
  const common = [
    'autostart=false',
    `stdout_logfile=%(here)s/out/${name}.log`,
    'stdout_logfile_maxbytes=0',
    'stderr_logfile=NONE',
    'startretries=1000',
  ];
  switch (kind) {
    case 'prints': {
      const [bursts, lines] = [random.between(1, 5), random.between(1, 400)];
      const pause = `${random.between(1, 2)}.${random.between(0, 9)}`;
      const command = `${child('prints-lines.sh')} ${bursts} ${lines} ${pause} ${status}`;
      return [`command=${command}`, 'startsecs=0', 'autorestart=true', 'stopwaitsecs=60', ...common];
    }
    case 'crashes':
      return [
        `command=sh -c 'sleep 1.${random.between(0, 9)}; kill -${random.pick(['SEGV', 'KILL', 'ABRT'])} $$'`,
        'startsecs=0',
        'autorestart=true',
        ...common,
      ];
    case 'loops':
      return [`command=sh -c 'exit ${status}'`, 'startsecs=0', 'autorestart=true', ...common];
    case 'exits-at-once':
      return [`command=sh -c 'exit ${status}'`, 'startsecs=1', 'autorestart=unexpected', ...common];
    case 'ignores-term':
      return [`command=${child('ignores-term.sh')} %(here)s/out/${name}.ready`, 'stopwaitsecs=1', ...common];
    case 'forks-group':
      return [
        `command=${child('forks.sh')} group 2 1.${random.between(0, 9)} ${status}`,
        'startsecs=0',
        'autorestart=true',
        'stopasgroup=true',
        ...common,
      ];
    case 'forks-session':
      // Never 0: a main process that ends well and leaves a session behind may count as one that daemonized itself.
      return [
        `command=${child('forks.sh')} session 2 1.${random.between(0, 9)} ${random.between(1, 255)}`,
        'startsecs=0',
        'autorestart=true',
        ...common,
      ];
  }
}
