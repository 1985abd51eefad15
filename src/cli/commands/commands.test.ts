import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type } from '../../../test/support/cli-session.ts';
import { type FakeAnswers, fault, result } from '../../../test/support/fake-client.ts';
import { FAULTS, type FaultName } from '../../rpc/faults.ts';
import { ConnectError } from '../http-connection.ts';
import type { ProcessInfo } from '../rpc-results.ts';

type Methods = NonNullable<FakeAnswers['methods']>;

const faultNamed = (name: FaultName) => fault(FAULTS[name], `${name}: x`);

function info(group: string, name: string, state: number, statename: string): ProcessInfo {
  return {
    group,
    name,
    state,
    statename,
    description: 'as described',
    pid: state === 20 ? 7 : 0,
    start: 0,
    stop: 0,
    now: 0,
    exitStatus: 0,
    spawnError: '',
    stdoutLog: '',
    stderrLog: '',
  };
}

function outcome(group: string, name: string, code: FaultName) {
  return { group, name, status: FAULTS[code], description: `${code}: text` };
}

describe('ps', () => {
  it('says that supervisord cannot tell it', async () => {
    const methods: Methods = { 'vigil.getProcessTree': () => faultNamed('UNKNOWN_METHOD') };
    expect(await type('ps web', { methods })).toMatchObject({
      stdout: 'ERROR: this daemon does not tell the processes of its programs\n',
      status: 1,
    });
  });
});

describe('start', () => {
  it.each<[FaultName, string, number]>([
    ['BAD_NAME', 'web: ERROR (no such process)\n', 1],
    ['NO_FILE', 'web: ERROR (no such file)\n', 1],
    ['NOT_EXECUTABLE', 'web: ERROR (file is not executable)\n', 1],
    ['ALREADY_STARTED', 'web: ERROR (already started)\n', 0],
    ['SPAWN_ERROR', 'web: ERROR (spawn error)\n', 7],
    ['ABNORMAL_TERMINATION', 'web: ERROR (abnormal termination)\n', 7],
    ['SHUTDOWN_STATE', "error: <class 'ValueError'>, Unknown result code 6 for web\n", 1],
  ])('on %s', async (name, stdout, status) => {
    const methods: Methods = { 'supervisor.startProcess': () => faultNamed(name) };
    expect(await type('start web', { methods })).toMatchObject({ stdout, status });
  });

  it('says in whole that a user may only look', async () => {
    const methods: Methods = { 'supervisor.startProcess': () => faultNamed('NOT_PERMITTED') };
    const { stdout, status } = await type('start web', { methods });
    expect(stdout).toContain('<Fault 95: ');
    expect(status).toBe(1);
  });

  it('takes names, groups and repetitions in the order in which they are typed', async () => {
    const methods: Methods = {
      'supervisor.startProcess': () => result(true),
      'supervisor.startProcessGroup': () =>
        result([outcome('g', 'a', 'SUCCESS'), outcome('g', 'b', 'SPAWN_ERROR')]),
    };
    const typed = await type('start web g:* g:c web', { methods });
    expect(typed.stdout).toBe(
      'web: started\ng:a: started\ng:b: ERROR (spawn error)\ng:c: started\nweb: started\n',
    );
    expect(typed.status).toBe(7);
    expect(typed.calls.slice(1)).toEqual([
      'startProcess(web)',
      'startProcessGroup(g)',
      'startProcess(g:c)',
      'startProcess(web)',
    ]);
  });

  it('does nothing but all when all is among the names', async () => {
    const methods: Methods = { 'supervisor.startAllProcesses': () => result([]) };
    expect((await type('start web all', { methods })).calls).toEqual(['getVersion()', 'startAllProcesses()']);
  });

  it.each(['start g:*', 'start g:'])('%s of an unknown group ends with 2', async (line) => {
    const methods: Methods = { 'supervisor.startProcessGroup': () => faultNamed('BAD_NAME') };
    expect(await type(line, { methods })).toMatchObject({ stdout: 'g: ERROR (no such group)\n', status: 2 });
  });
});

describe('stop and signal', () => {
  it.each<[string, FaultName, string, number]>([
    ['stop web', 'NOT_RUNNING', 'web: ERROR (not running)\n', 0],
    ['stop web', 'BAD_NAME', 'web: ERROR (no such process)\n', 1],
    ['stop web', 'FAILED', 'FAILED: x\n', 1],
    ['signal HUP web', 'NOT_RUNNING', 'web: ERROR (not running)\n', 7],
    ['signal NO web', 'BAD_SIGNAL', 'web: ERROR (bad signal name)\n', 1],
  ])('%s on %s', async (line, name, stdout, status) => {
    const methods: Methods = {
      'supervisor.stopProcess': () => faultNamed(name),
      'supervisor.signalProcess': () => faultNamed(name),
    };
    expect(await type(line, { methods })).toMatchObject({ stdout, status });
  });

  it.each([
    ['stop g:*', 1],
    ['signal HUP g:*', 1],
  ])('%s of an unknown group ends with %i', async (line, status) => {
    const methods: Methods = {
      'supervisor.stopProcessGroup': () => faultNamed('BAD_NAME'),
      'supervisor.signalProcessGroup': () => faultNamed('BAD_NAME'),
    };
    expect(await type(line, { methods })).toMatchObject({ stdout: 'g: ERROR (no such group)\n', status });
  });

  it('a group that fails in another way is an error', async () => {
    const methods: Methods = { 'supervisor.stopProcessGroup': () => faultNamed('FAILED') };
    expect(await type('stop g:*', { methods })).toMatchObject({
      stdout: "error: <class 'xmlrpc.client.Fault'>, <Fault 30: 'FAILED: x'>\n",
      status: 1,
    });
  });

  it('restart stops everything before it starts anything', async () => {
    const methods: Methods = {
      'supervisor.stopProcess': () => result(true),
      'supervisor.startProcess': () => result(true),
    };
    const { calls } = await type('restart a b', { methods });
    expect(calls).toEqual([
      'getVersion()',
      'stopProcess(a)',
      'stopProcess(b)',
      'startProcess(a)',
      'startProcess(b)',
    ]);
  });
});

describe('status', () => {
  const methods: Methods = {
    'supervisor.getAllProcessInfo': () =>
      result([info('web', 'web', 20, 'RUNNING'), info('g', 'ä'.repeat(30), 0, 'STOPPED')]),
  };

  it('lines up names by characters and ends with 3 when a process is down', async () => {
    const typed = await type('status', { methods });
    expect(typed.stdout).toBe(
      `${'web'.padEnd(35)}RUNNING   as described\ng:${'ä'.repeat(30)}   STOPPED   as described\n`,
    );
    expect(typed.status).toBe(3);
  });

  it('shows names in the order given, unknown ones first', async () => {
    const typed = await type('status web nosuch web other:*', { methods });
    const line = `${'web'.padEnd(33)}RUNNING   as described\n`;
    expect(typed.stdout).toBe(
      `nosuch: ERROR (no such process)\nother: ERROR (no such group)\n${line}${line}`,
    );
    expect(typed.status).toBe(4);
  });

  it.each([
    [0, 3],
    [10, 0],
    [30, 0],
    [40, 0],
    [100, 3],
    [200, 3],
    [1000, 3],
  ])('state %i gives status %i', async (state, status) => {
    const one: Methods = { 'supervisor.getAllProcessInfo': () => result([info('a', 'a', state, 'X')]) };
    expect((await type('status', { methods: one })).status).toBe(status);
  });
});

describe('tail and maintail', () => {
  const methods: Methods = {
    'supervisor.readProcessStdoutLog': () => result('out'),
    'supervisor.readProcessStderrLog': () => result('err'),
    'supervisor.readLog': () => result('main'),
  };

  it.each([
    ['tail web', 'readProcessStdoutLog(web, -1600, 0)', 'out\n'],
    ['tail web stderr', 'readProcessStderrLog(web, -1600, 0)', 'err\n'],
    ['tail -20 web StdErr', 'readProcessStderrLog(web, -20, 0)', 'err\n'],
    ['tail --5 web', 'readProcessStdoutLog(web, 5, 0)', 'out\n'],
    ['maintail', 'readLog(-1600, 0)', 'main\n'],
    ['maintail -100', 'readLog(-100, 0)', 'main\n'],
  ])('%s', async (line, call, stdout) => {
    const typed = await type(line, { methods });
    expect(typed.calls).toEqual(['getVersion()', call]);
    expect(typed).toMatchObject({ stdout, status: 0 });
  });

  it.each([
    ['tail -f web', 'GET /logtail/web/stdout'],
    ['tail -f g:a stderr', 'GET /logtail/g:a/stderr'],
    ['maintail -f', 'GET /mainlogtail'],
  ])('%s follows', async (line, call) => {
    const methods: Methods = { 'vigil.getHistory': () => faultNamed('UNKNOWN_METHOD') };
    const typed = await type(line, { methods, stream: () => 'first\nsecond\n' });
    expect(typed.calls).toEqual([
      'getVersion()',
      call,
      expect.stringMatching(/^vigil\.getHistory\(, \d+, 1000\)$/),
    ]);
    expect(typed.stdout).toBe('==> Press Ctrl-C to exit <==\nfirst\nsecond\n');
    expect(typed.status).toBe(0);
  });

  it('goes on after each start of a daemon, also of two within one second', async () => {
    const start = { kind: 'daemon', time: 4_000_000_000, change: 'started' };
    const answers = [result([start]), result([start, start]), faultNamed('UNKNOWN_METHOD')];
    const methods: Methods = { 'vigil.getHistory': () => answers.shift() ?? result([]) };
    const typed = await type('tail -f web', { methods, stream: () => 'line\n' });
    expect(typed.calls.filter((call) => call.startsWith('GET'))).toHaveLength(3);
    expect(typed.stdout).toBe('==> Press Ctrl-C to exit <==\nline\nline\nline\n');
    expect(answers).toEqual([]);
  });

  it.each<[FaultName, string]>([
    ['NO_FILE', 'web: ERROR (no log file)\n'],
    ['FAILED', 'web: ERROR (unknown error reading log)\n'],
    ['BAD_NAME', 'web: ERROR (no such process name)\n'],
  ])('tail on %s', async (name, stdout) => {
    const failing: Methods = { 'supervisor.readProcessStdoutLog': () => faultNamed(name) };
    expect(await type('tail web', { methods: failing })).toMatchObject({ stdout, status: 1 });
  });
});

describe('clear', () => {
  it('clears one after another', async () => {
    const methods: Methods = {
      'supervisor.clearProcessLogs': (name) => (name === 'bad' ? faultNamed('FAILED') : result(true)),
    };
    const typed = await type('clear a bad g:b', { methods });
    expect(typed).toMatchObject({ stdout: 'a: cleared\nbad: ERROR (failed)\ng:b: cleared\n', status: 1 });
  });
});

describe('add and remove', () => {
  it.each<[string, FaultName, string, number]>([
    ['add g', 'SHUTDOWN_STATE', 'ERROR: shutting down\n', 1],
    ['add g', 'ALREADY_ADDED', 'ERROR: process group already active\n', 0],
    ['add g', 'BAD_NAME', 'ERROR: no such process/group: g\n', 1],
    ['remove g', 'STILL_RUNNING', 'ERROR: process/group still running: g\n', 1],
    ['remove g', 'BAD_NAME', 'ERROR: no such process/group: g\n', 1],
  ])('%s on %s', async (line, name, stdout, status) => {
    const methods: Methods = {
      'supervisor.addProcessGroup': () => faultNamed(name),
      'supervisor.removeProcessGroup': () => faultNamed(name),
    };
    const typed = await type(line, { methods });
    expect(typed).toMatchObject({ stdout, status });
    expect(typed.calls).not.toContain('getVersion()');
  });
});

describe('reread', () => {
  it.each<[FaultName, string]>([
    ['SHUTDOWN_STATE', 'ERROR: supervisor shutting down\n'],
    ['CANT_REREAD', 'ERROR: CANT_REREAD: x\n'],
  ])('on %s', async (name, stdout) => {
    const methods: Methods = { 'supervisor.reloadConfig': () => faultNamed(name) };
    expect(await type('reread', { methods })).toMatchObject({ stdout, status: 1 });
  });
});

describe('update', () => {
  const changes = { added: ['new'], changed: ['other'], removed: ['old', 'stuck'] };
  const methods: Methods = {
    'supervisor.reloadConfig': () => result(changes),
    'supervisor.getAllProcessInfo': () => result([info('other', 'other', 20, 'RUNNING')]),
    'supervisor.stopProcessGroup': (name) =>
      result([outcome(name, 'x', name === 'stuck' ? 'FAILED' : 'SUCCESS')]),
    'supervisor.removeProcessGroup': () => result(true),
    'supervisor.addProcessGroup': () => result(true),
  };

  it('removes, replaces and adds, in this order, and keeps what does not stop', async () => {
    const typed = await type('update', { methods });
    expect(typed.stdout).toBe(
      [
        'old: stopped',
        'old: removed process group',
        'stuck: stopped',
        'stuck: has problems; not removing',
        'other: stopped',
        'other: updated process group',
        'new: added process group',
        '',
      ].join('\n'),
    );
    expect(typed.status).toBe(1);
  });

  it('keeps to the groups that are named', async () => {
    const typed = await type('update new nosuch', { methods });
    expect(typed).toMatchObject({
      stdout: 'ERROR: no such group: nosuch\nnew: added process group\n',
      status: 1,
    });
  });

  it('takes all for no restriction', async () => {
    expect((await type('update nosuch all', { methods })).stdout).not.toContain('no such group');
  });
});

describe('shutdown and reload', () => {
  it.each(['ECONNREFUSED', 'ENOENT'])('shutdown of a dead daemon ends with 1 (%s)', async (code) => {
    const methods: Methods = {
      'supervisor.shutdown': () => {
        throw new ConnectError(code, code);
      },
    };
    const typed = await type('shutdown', { methods, diagnosis: ['No daemon'] });
    expect(typed.stdout).toMatch(/^ERROR: unix:\/\/\/run\/test\.sock .* \(already shut down\?\)\n$/);
    expect(typed).toMatchObject({ status: 1, stderr: 'No daemon\n' });
  });

  it.each([
    ['shutdown', 0],
    ['reload', 1],
  ])('%s of a daemon that is ending ends with %i', async (line, status) => {
    const methods: Methods = {
      'supervisor.shutdown': () => faultNamed('SHUTDOWN_STATE'),
      'supervisor.restart': () => faultNamed('SHUTDOWN_STATE'),
    };
    expect(await type(line, { methods })).toMatchObject({ stdout: 'ERROR: already shutting down\n', status });
  });

  it('a restart that vigild refuses is told in its own words', async () => {
    const message = 'CANT_REREAD: one mistake (v.conf:3)\nanother';
    const methods: Methods = { 'supervisor.restart': () => fault(FAULTS.CANT_REREAD, message) };
    expect(await type('reload', { methods })).toMatchObject({ stdout: `ERROR: ${message}\n`, status: 1 });
  });

  it.each([
    ['y', 'Shut down\n'],
    ['Yes', 'Shut down\n'],
    ['n', ''],
    ['', ''],
  ])('asks before it shuts down: %j', async (answer, stdout) => {
    const methods: Methods = { 'supervisor.shutdown': () => result(true) };
    const typed = await type('shutdown', { methods, isInteractive: true, answers: [answer] });
    expect(typed.stdout).toBe(`Really shut the remote supervisord process down y/N? ${stdout}`);
  });
});

describe('fg', () => {
  const running: Methods = { 'supervisor.getProcessInfo': () => result(info('web', 'web', 20, 'RUNNING')) };

  it('sends each line and shows what the process writes', async () => {
    const typed = await type('fg web', {
      methods: { ...running, 'supervisor.sendProcessStdin': () => result(true) },
      stream: (path) => (path.endsWith('stdout') ? 'output\n' : ''),
      answers: ['hello'],
    });
    expect(typed.stdout).toBe('==> Press Ctrl-C to exit <==\noutput\nExiting foreground\n');
    expect(typed.calls).toContain('sendProcessStdin(web, hello\n)');
    expect(typed.calls).toContain('GET /logtail/web/stderr');
  });

  it.each<[FaultName, string]>([
    ['NOT_RUNNING', 'Process got killed\nExiting foreground\n'],
    ['NO_FILE', "ERROR: <Fault 20: 'NO_FILE: x'>\nExiting foreground\n"],
  ])('ends on %s', async (name, ending) => {
    const methods: Methods = { ...running, 'supervisor.sendProcessStdin': () => faultNamed(name) };
    const typed = await type('fg web', { methods, stream: () => '', answers: ['hello', 'again'] });
    expect(typed.stdout).toBe(`==> Press Ctrl-C to exit <==\n${ending}`);
  });

  it('shows what the process says last, though it arrives after its end', async () => {
    const states = [20, 100];
    const typed = await type('fg web', {
      methods: {
        'supervisor.getProcessInfo': () => result(info('web', 'web', states.shift() ?? 0, 'EXITED')),
        'supervisor.sendProcessStdin': () => result(true),
      },
      stream: (path) => (path.endsWith('stdout') ? setImmediate('goodbye\n') : ''),
      answers: ['quit'],
    });
    expect(typed.stdout).toBe(
      '==> Press Ctrl-C to exit <==\ngoodbye\nProcess got killed\nExiting foreground\n',
    );
  });
});

describe('open', () => {
  it('shows the status of the other daemon without its exit status', async () => {
    const methods: Methods = { 'supervisor.getAllProcessInfo': () => result([info('a', 'a', 0, 'STOPPED')]) };
    const typed = await type('open http://elsewhere:1', { methods });
    expect(typed.session.serverUrl).toBe('http://elsewhere:1');
    expect(typed.stdout).toContain('STOPPED');
    expect(typed.status).toBe(0);
  });
});
