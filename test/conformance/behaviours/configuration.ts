import type { Area } from './behaviour.ts';
import { scenario, TYPED, test } from './proof.ts';

export const CONFIGURATION: Area = {
  title: 'Configuration: the file',
  behaviours: [
    {
      id: 'config.search',
      verdict: 'same',
      behaviour: 'Without `-c` both commands take the first file that exists of the same six places',
      provedBy: [test('src/config/search-path.test.ts', 'the first file that exists is taken'), TYPED],
    },
    {
      id: 'config.named-file',
      verdict: 'same',
      behaviour: 'A file named with `-c` that is missing or cannot be read is a usage error with its name',
      provedBy: [scenario('config-errors'), test('src/config/load-files.test.ts', 'the file as a whole')],
    },
    {
      id: 'config.encoding',
      verdict: 'same',
      behaviour: 'The file is UTF-8, and bad bytes anywhere in it are an error; a byte-order mark is one too',
      provedBy: [
        test('src/config/utf8.test.ts'),
        test('src/config/ini-parser.test.ts', 'a byte-order mark is refused with its cure'),
      ],
    },
    {
      id: 'config.sections',
      verdict: 'same',
      behaviour:
        "A section's name stands between the first `[` and the last `]` of a line, is kept as written, and may be indented",
      provedBy: [test('src/config/ini-parser.test.ts', 'sections')],
    },
    {
      id: 'config.duplicates',
      verdict: 'same',
      behaviour: 'Sections that come twice are merged; of keys that come twice the last one wins',
      provedBy: [test('src/config/ini-parser.test.ts', 'sections')],
    },
    {
      id: 'config.default',
      verdict: 'same',
      behaviour: 'The keys of `[DEFAULT]` are in every section',
      provedBy: [test('src/config/ini-parser.test.ts', 'is no section, yet its keys are everywhere')],
    },
    {
      id: 'config.keys',
      verdict: 'same',
      behaviour:
        'A key ends at the first `=` or `:`, is written in any case and may hold blanks; quotes and backslashes mean nothing',
      provedBy: [test('src/config/ini-parser.test.ts', 'keys and values')],
    },
    {
      id: 'config.continuation',
      verdict: 'same',
      behaviour:
        'A line that is indented further than its key goes on with the value, over blank lines and comments',
      provedBy: [test('src/config/ini-parser.test.ts', 'continuation lines')],
    },
    {
      id: 'config.comments',
      verdict: 'same',
      behaviour:
        '`;` and `#` begin comments at the start of a line and after a blank, in quotes as well; which one counts is decided in rounds',
      provedBy: [test('src/config/ini-parser.test.ts', 'comments in values')],
    },
    {
      id: 'config.malformed',
      verdict: 'same',
      behaviour:
        'Text before the first section, and lines without a key, are refused with file, line and text',
      provedBy: [test('src/config/ini-parser.test.ts', 'refusals'), scenario('config-errors')],
    },
    {
      id: 'config.expansion',
      verdict: 'same',
      behaviour: "`%(name)s` has all of Python's conversions, and `%%` is a percent sign",
      provedBy: [test('src/config/expansion.test.ts', 'conversions that succeed')],
    },
    {
      id: 'config.expansion-errors',
      verdict: 'same',
      behaviour:
        'Unknown names, and formats that are none, are refused in the same words, with the known names',
      provedBy: [
        test('src/config/expansion.test.ts', 'an unknown name lists the known ones'),
        test('src/config/expansion.test.ts', 'templates that are badly formatted'),
      ],
    },
    {
      id: 'config.expansion-names',
      verdict: 'same',
      behaviour:
        'Which names a key knows depends on the key: `here`, `host_node_name`, `ENV_*`, and those of the program and its copy',
      provedBy: [test('src/config/load.test.ts', 'copies differ by their number'), scenario('environment')],
    },
    {
      id: 'config.expansion-environment',
      verdict: 'same',
      behaviour:
        "`ENV_*` holds the daemon's environment, then `[supervisord] environment`, then the section's own; values are not expanded again",
      provedBy: [
        test('src/config/load.test.ts', 'its environment is expanded once and known to programs'),
        scenario('environment'),
      ],
    },
    {
      id: 'config.expansion-log-names',
      verdict: 'same',
      behaviour: 'Names of log files are expanded twice',
      provedBy: [test('src/config/load.test.ts', 'log file names are expanded twice')],
    },
    {
      id: 'config.unread-keys',
      verdict: 'same',
      behaviour: 'A stray percent sign in a key that nobody reads is harmless',
      provedBy: [test('src/config/unknown-keys.test.ts')],
    },
    {
      id: 'config.include',
      verdict: 'same',
      behaviour:
        '`[include]` reads patterns in their order, and in one pattern files by their names; their sections merge with those that are there',
      provedBy: [
        scenario('includes'),
        test('src/config/load-files.test.ts', 'files are read in the order of their names and merged'),
      ],
    },
    {
      id: 'config.include-here',
      verdict: 'same',
      behaviour: '`%(here)s` in an included file is the directory of that file',
      provedBy: [test('src/config/load-files.test.ts', 'is the directory of the file that it stands in')],
    },
    {
      id: 'config.include-nothing',
      verdict: 'same',
      behaviour:
        'A pattern that matches nothing is a WARN line, a file that was read an INFO line; one that cannot be opened is passed over',
      provedBy: [
        scenario('includes'),
        test('src/config/load-files.test.ts', 'a pattern that matches nothing is a warning'),
      ],
    },
    {
      id: 'config.include-nested',
      verdict: 'same',
      behaviour: 'An `[include]` in an included file is not followed; the client reads none at all',
      provedBy: [
        test('src/config/load-files.test.ts', 'a file that matches itself is not followed'),
        test('src/config/load-files.test.ts', 'included files and [supervisord] environment do not reach it'),
      ],
    },
    {
      id: 'config.error-origin',
      verdict: 'same',
      behaviour: 'Errors of a program end with its section and the file that it stands in',
      provedBy: [test('src/config/load-files.test.ts', 'messages name the file that a section comes from')],
    },
    {
      id: 'config.command-line-wins',
      verdict: 'same',
      behaviour: 'The command line wins over the file, which is checked all the same',
      provedBy: [
        test('src/config/load.test.ts', 'the command line goes before the file'),
        test('src/config/load.test.ts', 'a file that is overridden is checked all the same'),
      ],
    },
    {
      id: 'config.unknown-ignored',
      verdict: 'same',
      behaviour: 'Sections and keys that are not known are ignored',
      provedBy: [test('src/config/unknown-keys.test.ts')],
    },
    {
      id: 'config.all-errors',
      verdict: 'differs',
      what: 'Errors of the configuration',
      supervisor: 'Tells the first one',
      vigil: 'Tells all of them, the first one first, each followed by file, line and what to write instead',
      why: 'A file with three mistakes takes one start, not three',
      provedBy: [
        test(
          'src/config/load-files.test.ts',
          'all mistakes are found in one run, with their places, the first being that of Supervisor',
        ),
        scenario('config-errors'),
      ],
    },
    {
      id: 'config.limits',
      verdict: 'differs',
      what: 'A huge width in `%(name)9999999d`, `numprocs` above 100,000',
      supervisor: 'Fills the memory',
      vigil: 'Refused',
      why: 'They are typing errors',
      provedBy: [
        test('src/config/expansion.test.ts', 'a huge width is refused instead of filling the memory'),
      ],
    },
    {
      id: 'config.environment-of-itself',
      verdict: 'differs',
      what: 'Rereading `[supervisord] environment` with `PATH="/opt/bin:%(ENV_PATH)s"`',
      supervisor: 'The variable grows each time, and every program counts as changed',
      vigil: 'Nothing changed',
      why: '`ENV_PATH` is what the daemon was started with',
      provedBy: [
        test(
          'src/daemon/config-source.test.ts',
          'an environment that is made from itself is the same each time',
        ),
      ],
    },
    {
      id: 'config.relative',
      verdict: 'differs',
      what: 'Rereading a relative `-c` after `directory=`',
      supervisor: '`could not find config file`',
      vigil: 'Finds it',
      why: 'The file did not move',
      provedBy: [
        test(
          'src/daemon/config-source.test.ts',
          'a relative file is looked up where the daemon began, wherever it is now',
        ),
      ],
    },
  ],
};
