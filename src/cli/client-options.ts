/** The options before the action: parsing, `-h` and completion go by this table. */
import type { OptionSpec } from '../core/getopt.ts';
import { FILES } from './completion-words.ts';

export const FORMATS = ['text', 'json'] as const;
export type Format = (typeof FORMATS)[number];

export interface CommandLineOptions {
  readonly configFile: string | null;
  readonly isInteractive: boolean;
  readonly serverUrl: string | null;
  readonly username: string | null;
  readonly password: string | null;
  readonly historyFile: string | null;
  readonly format: Format;
}

export interface ClientOption extends OptionSpec {
  readonly meaning: keyof CommandLineOptions | 'help';
  /** Null: it takes none. */
  readonly valueName: string | null;
  /** What a shell offers for the value. */
  readonly completes: readonly string[];
  /** Null: `-h` does not show it. */
  readonly help: string | null;
}

const ALONE = { takesValue: false, valueName: null, completes: [] } as const;

export const CLIENT_OPTIONS: readonly ClientOption[] = [
  {
    short: 'c',
    long: 'configuration',
    meaning: 'configFile',
    ...taking('FILENAME', FILES),
    help: 'configuration file (looked for in the usual places if not given)',
  },
  { short: 'h', long: 'help', meaning: 'help', ...ALONE, help: 'print this text and exit' },
  { short: '?', meaning: 'help', ...ALONE, help: null },
  {
    short: 'i',
    long: 'interactive',
    meaning: 'isInteractive',
    ...ALONE,
    help: 'start an interactive shell after executing commands',
  },
  {
    short: 's',
    long: 'serverurl',
    meaning: 'serverUrl',
    ...taking('URL'),
    help:
      'where the daemon listens: http://host:port or unix:///path/to/socket\n' +
      '     (default "http://localhost:9001")',
  },
  {
    short: 'u',
    long: 'username',
    meaning: 'username',
    ...taking('USERNAME'),
    help: 'name to give to the daemon',
  },
  {
    short: 'p',
    long: 'password',
    meaning: 'password',
    ...taking('PASSWORD'),
    help: 'password to give to the daemon',
  },
  {
    short: 'r',
    long: 'history_file',
    meaning: 'historyFile',
    ...taking('FILENAME', FILES),
    help: 'keep the history of the shell in this file',
  },
  {
    short: 'o',
    long: 'output',
    // Supervisor does not know it: its abbreviations must stay as they are.
    exactOnly: true,
    meaning: 'format',
    ...taking('FORMAT', ...FORMATS),
    help: 'text or json: what the action prints (default "text")',
  },
];

function taking(
  valueName: string,
  ...completes: readonly string[]
): Pick<ClientOption, 'takesValue' | 'valueName' | 'completes'> {
  return { takesValue: true, valueName, completes };
}
