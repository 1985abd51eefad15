/** Real programs whose logs have the time before each line. */
import { type IncomingMessage, request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';
import { wholeLog } from '../support/whole-log.ts';

/** `supervisord`: more lines for that section. */
function withPrograms(
  sections: string,
  use: (daemon: Daemon) => Promise<void>,
  supervisord: readonly string[] = [],
): Promise<void> {
  const head = daemonSections({ supervisord: ['childlogdir=%(here)s', ...supervisord] });
  return withTempDir((directory) => withDaemon({ kind: 'vigild', directory, text: head + sections }, use));
}

const LOCAL = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d `;
const UTC = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z `;

function linesOf(stamp: string, text: string): readonly string[] {
  const lines = text.split('\n').slice(0, -1);
  const beginning = new RegExp(`^${stamp}`);
  expect(lines.find((line) => !beginning.test(line))).toBeUndefined();
  return lines.map((line) => line.replace(beginning, ''));
}

/** What `tail -f` reads. */
class Follower {
  text = '';
  readonly #close: () => void;

  constructor(socketPath: string, path: string) {
    const follow = (response: IncomingMessage) => {
      response.on('data', (chunk: Buffer) => {
        this.text += chunk.toString();
      });
      response.on('error', () => {});
    };
    const asked = request({ socketPath, path }, follow).on('error', () => {});
    asked.end();
    this.#close = () => asked.destroy();
  }

  close(): void {
    this.#close();
  }
}

/** Says one line in two pieces, some lines on stderr, and goes on as soon as it is asked to by a file. */
const SPEAKER = `sh -c 'printf "beg"; sleep 0.2; echo "un"; echo; echo second; echo wrong >&2; while [ ! -e %(here)s/go ]; do sleep 0.05; done; echo third; printf last'`;

describe('std*_logfile_timestamp', () => {
  it('puts the time before each line, for followers too, and keeps it out of other streams', async () => {
    const program = `command=${SPEAKER}\nautorestart=false\nstartsecs=0\nstdout_logfile=%(here)s/web.out\nstderr_logfile=%(here)s/web.err`;
    await withPrograms(`\n[program:web]\n${program}\nstdout_logfile_timestamp=true\n`, async (daemon) => {
      await daemon.untilFile('web.out', (text) => text.endsWith('second\n'));
      const follower = new Follower(daemon.socketPath, '/logtail/web');
      await waitUntil('what was said before', () => follower.text.endsWith('second\n'));
      daemon.writeFile('go', '');
      await daemon.untilLog(/exited: web/);
      const log = daemon.readFile('web.out');
      await waitUntil('the last words', () => follower.text === log);
      follower.close();
      expect(linesOf(LOCAL, `${log}\n`)).toEqual(['begun', '', 'second', 'third', 'last']);
      expect(daemon.readFile('web.err')).toBe('wrong\n');
      await daemon.call('supervisor.startProcess', 'web');
      await daemon.untilLog(/exited: web/, 2);
      expect(linesOf(LOCAL, `${daemon.readFile('web.out')}\n`).slice(4)).toEqual([
        ...['last', 'begun', '', 'second', 'third', 'last'],
      ]);
    });
  });

  it('follows childlog_timestamp where a program says nothing', async () => {
    const sections = [
      '[program:as-said]\ncommand=sh -c "echo one; echo two >&2; sleep 1000"',
      'stdout_logfile=%(here)s/said.out\nstderr_logfile=%(here)s/said.err\nstderr_logfile_timestamp=false',
      '[program:both]\ncommand=sh -c "echo one; echo two >&2; sleep 1000"\nredirect_stderr=true',
      'stdout_logfile=%(here)s/both.out\nstdout_logfile_timestamp=yes\n',
    ].join('\n');
    const check = async (daemon: Daemon) => {
      await daemon.untilFile('said.err');
      await daemon.untilFile('both.out', (text) => text.includes('two\n'));
      expect(linesOf(UTC, daemon.readFile('said.out'))).toEqual(['one']);
      expect(daemon.readFile('said.err')).toBe('two\n');
      expect(linesOf(LOCAL, daemon.readFile('both.out'))).toEqual(['one', 'two']);
    };
    await withPrograms(sections, check, ['childlog_timestamp=utc']);
  });
});

describe('kill -9 of vigild in a flood', () => {
  const LINES = 1_000_000;
  const KILLS = 4;
  const flood = `
[program:flood]
command=seq 1 ${LINES}
autorestart=false
startsecs=0
stdout_logfile=%(here)s/flood.log
stdout_logfile_maxbytes=1MB
stdout_logfile_backups=200
stdout_logfile_timestamp=utc
`;

  it('loses and doubles no line, and stamps each once, over rotations', async () => {
    await withPrograms(flood, async (daemon) => {
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await daemon.until('some rotations', () => daemon.readFile(`flood.log.${kill * 3}`) !== '');
        await daemon.crash();
        await daemon.start();
      }
      await daemon.untilLog(/exited: flood|ended meanwhile/);
      // The chunk that it came with may have been the one after which the log was rotated.
      await daemon.until('the last line', () =>
        ['flood.log', 'flood.log.1'].some((name) => daemon.readFile(name).endsWith(`${LINES}\n`)),
      );
      const numbers = linesOf(UTC, wholeLog(`${daemon.directory}/flood.log`));
      expect(numbers).toHaveLength(LINES);
      expect(numbers.findIndex((line, index) => line !== String(index + 1))).toBe(-1);
    });
  }, 120_000);
});
