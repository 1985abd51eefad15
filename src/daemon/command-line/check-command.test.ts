import { describe, expect, test } from 'vitest';
import { type FakeMachine, fakeSurroundings } from '../../../test/support/fake-surroundings.ts';
import { runCheck } from './check-command.ts';
import type { CommandResult } from './command-result.ts';

const GOOD = `[supervisord]
[unix_http_server]
file=/tmp/vigil.sock
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[program:web]
command=/bin/cat
`;
const DOUBTFUL = `${GOOD}usre=www\n`;
const REFUSED = `${GOOD}autostart=maybe\n`;

function run(
  text: string,
  flags: { isStrict?: boolean; isJson?: boolean; showsStreams?: boolean } = {},
): CommandResult {
  const machine: FakeMachine = { files: { '/srv/v.conf': text } };
  return runCheck({
    load: {
      ...fakeSurroundings(machine),
      file: '/srv/v.conf',
      overrides: {},
      hostName: 'h',
      tempDir: '/tmp',
    },
    executability: (path) => (path === '/bin/cat' ? 'executable' : 'missing'),
    isStrict: flags.isStrict ?? false,
    isJson: flags.isJson ?? false,
    showsStreams: flags.showsStreams ?? false,
    pipeLimits: { largest: 1024 * 1024, userPages: null },
  });
}

describe('runCheck', () => {
  test('a good configuration', () => {
    expect(run(GOOD)).toEqual({ stdout: '/srv/v.conf: no errors, no warnings\n', exitStatus: 0 });
    expect(run(GOOD, { isStrict: true }).exitStatus).toBe(0);
  });

  test('the streams, where asked for', () => {
    const { stdout, exitStatus } = run(GOOD, { showsStreams: true });
    expect(exitStatus).toBe(0);
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'web:web stdout: 65536 bytes wait while no vigild runs, then web:web waits',
      'web:web stderr: 65536 bytes wait while no vigild runs, then web:web waits',
    ]);
    const { streams } = JSON.parse(run(GOOD, { isJson: true }).stdout);
    expect(streams).toHaveLength(2);
  });

  test('warnings fail only a strict check', () => {
    const { stdout, exitStatus } = run(DOUBTFUL);
    expect(stdout).toBe(
      '/srv/v.conf:8: warning: [program:web] usre: no such key: it is ignored (Did you mean "user"?) [unknown-key]\n' +
        '/srv/v.conf: no errors, 1 warning\n',
    );
    expect(exitStatus).toBe(0);
    expect(run(DOUBTFUL, { isStrict: true }).exitStatus).toBe(1);
  });

  test('errors always fail it', () => {
    const { stdout, exitStatus } = run(REFUSED);
    expect(stdout).toContain(
      "/srv/v.conf:8: error: [program:web] autostart: not a valid boolean value: 'maybe'",
    );
    expect(stdout).toMatch(/\/srv\/v\.conf: 1 error, no warnings\n$/);
    expect(exitStatus).toBe(2);
  });

  test('as JSON', () => {
    const { stdout, exitStatus } = run(DOUBTFUL, { isJson: true, isStrict: true });
    expect({ ...JSON.parse(stdout), streams: null }).toEqual({
      streams: null,
      file: '/srv/v.conf',
      ok: true,
      errors: 0,
      warnings: 1,
      findings: [
        {
          severity: 'warning',
          code: 'unknown-key',
          file: '/srv/v.conf',
          line: 8,
          section: 'program:web',
          key: 'usre',
          message: 'no such key: it is ignored',
          cure: 'Did you mean "user"?',
        },
      ],
    });
    expect(exitStatus).toBe(1);
    expect(JSON.parse(run(REFUSED, { isJson: true }).stdout)).toMatchObject({ ok: false, errors: 1 });
  });
});
