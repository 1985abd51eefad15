/**
 * The sample configuration: every key of every section, said once in the option tables and shown here. What a first
 * daemon needs is switched on, everything else is a comment that can be switched on.
 */
import type { Option } from '../config/option.ts';
import { PROGRAM_OPTIONS } from '../config/program-options.ts';
import { SECTION_KINDS, type SectionKind } from '../config/section-kinds.ts';

const HEAD = `; Sample supervisor config file, for vigil.
;
; Write it to a file, change what you need, and let vigil look at the result:
;
;     vigil-echo-conf > /etc/supervisord.conf
;     vigild --check -c /etc/supervisord.conf
;
; A line that begins with a semicolon is a comment, and so is the rest of a line
; after a blank and a semicolon. A semicolon that stands right before a key or a
; bracket switches it off: take it away to switch it on, and for a key also the
; one before its section. Keys that are switched off show their default, or an
; example where the default is no fixed text.
;
; The x in the name of a section stands for a name of your own. %(here)s inserts
; the directory of this file, %(ENV_HOME)s the environment variable HOME; a
; percent sign is written %%.
;
; The files in /tmp are there to try things out. Choose other places, such as
; /run and /var/log, before anything depends on them: /tmp gets cleaned up.`;

const LINE_WIDTH = 80;
const COMMENT = '; ';

const PROGRAM_ROWS: Readonly<Record<string, Option<unknown>>> = PROGRAM_OPTIONS;

interface Switched {
  /** Without brackets. */
  readonly section: string;
  /** Key -> value; null for the default of the table. */
  readonly values: Readonly<Record<string, string | null>>;
}

/** What is switched on, by the title of the section's kind. */
const SWITCHED_ON: ReadonlyMap<string, Switched> = new Map([
  [
    'supervisord',
    {
      section: 'supervisord',
      values: {
        logfile: '/tmp/supervisord.log',
        logfile_maxbytes: null,
        logfile_backups: null,
        loglevel: null,
        pidfile: '/tmp/supervisord.pid',
        nodaemon: null,
        silent: null,
        minfds: null,
        minprocs: null,
      },
    },
  ],
  ['unix_http_server', { section: 'unix_http_server', values: { file: '/tmp/supervisor.sock' } }],
  ['supervisorctl', { section: 'supervisorctl', values: { serverurl: 'unix:///tmp/supervisor.sock' } }],
  [
    'rpcinterface:x',
    {
      section: 'rpcinterface:supervisor',
      values: { 'supervisor.rpcinterface_factory': 'supervisor.rpcinterface:make_main_rpcinterface' },
    },
  ],
]);

/** The whole text, with a line feed at its end. */
export function sampleFile(): string {
  return `${[HEAD, ...SECTION_KINDS.map(sectionText)].join('\n\n\n')}\n`;
}

function sectionText(kind: SectionKind): string {
  const switched = SWITCHED_ON.get(kind.title);
  const header = switched === undefined ? `;[${kind.title}]` : `[${switched.section}]`;
  const keys = shownOptions(kind).map((option) => keyText(option, switched?.values[option.key]));
  return [`${header}\n${comment(kind.description)}`, ...keys].join('\n\n');
}

/** The required keys first. Variants of a program repeat no other key that means the same as there. */
function shownOptions({ title, options }: SectionKind): readonly Option<unknown>[] {
  const isVariant = options['command'] !== undefined && title !== 'program:x';
  const all = Object.values(options);
  const optional = all.filter(
    (option) => !option.required && !(isVariant && isSame(option, PROGRAM_ROWS[option.key])),
  );
  return [...all.filter(({ required }) => required), ...optional];
}

function isSame(option: Option<unknown>, other: Option<unknown> | undefined): boolean {
  return other?.description === option.description && other.default === option.default;
}

/** `value` is undefined for a key that is switched off, null for one that is switched on with its default. */
function keyText(option: Option<unknown>, value: string | null | undefined): string {
  const line = `${option.key}=${value ?? shownValue(option)}`;
  return [
    comment(option.description),
    comment(`Value: ${option.grammar.accepts}. ${defaultSentence(option)}`),
    value === undefined ? `;${line}` : line,
  ].join('\n');
}

/** An empty default shows nothing about the form of a value. */
function shownValue({ default: fallback, example }: Option<unknown>): string {
  return fallback === null || fallback === '' ? example : fallback;
}

function defaultSentence({ required, defaultNote, default: fallback }: Option<unknown>): string {
  if (required) return 'The key is required.';
  return `Default: ${defaultNote ?? (fallback === null ? 'none' : fallback || 'empty')}.`;
}

/** Comment lines as wide as `LINE_WIDTH`; a longer word gets a line of its own. */
function comment(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && COMMENT.length + longer.length > LINE_WIDTH) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((each) => COMMENT + each).join('\n');
}
