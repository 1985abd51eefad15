import { describe, expect, it } from 'vitest';
import { type TypedOptions, type } from '../../../test/support/cli-session.ts';
import { fault, result } from '../../../test/support/fake-client.ts';
import { FAULTS } from '../../rpc/faults.ts';
import { ConnectError } from '../http-connection.ts';
import type { ProcessInfo } from '../rpc-results.ts';
import type { RunSurroundings } from '../run-surroundings.ts';

const INFO: ProcessInfo = {
  group: 'sh',
  name: 'sh',
  state: 30,
  statename: 'BACKOFF',
  description: '',
  pid: 0,
  start: 1,
  stop: 2,
  now: 3,
  exitStatus: 3,
  spawnError: 'Exited too quickly (process log may have details)',
  stdoutLog: '/l',
  stderrLog: '',
};

const HERE: RunSurroundings = {
  environment: new Map([['PATH', '/bin:/usr/bin']]),
  cwd: '/',
  umask: 0o22,
  serverOption: null,
  userDaemon: null,
  usualServer: () => null,
  isTrusted: () => true,
};

const run = (line: string, methods: TypedOptions['methods'], options: Partial<TypedOptions> = {}) =>
  type(line, {
    runSurroundings: HERE,
    anyMethod: () => fault(FAULTS.UNKNOWN_METHOD, 'UNKNOWN_METHOD'),
    ...options,
    methods: { 'vigil.addProgram': () => result(true), ...methods },
  });

describe('run', () => {
  it('adds, starts, and says how to go on', async () => {
    const added: unknown[] = [];
    const typed = await run("run --save sh -c 'a;  b'", {
      'vigil.addProgram': (name, keys, _environment, isSaved) => {
        added.push(name, keys[0]?.[1], isSaved);
        return result(true);
      },
      'supervisor.startProcess': () => result(true),
    });
    expect(added).toEqual(['sh', expect.stringMatching(/^\S+\/sh -c 'a; {2}b'$/), true]);
    expect(typed).toMatchObject({ status: 0, stderr: '' });
    expect(typed.stdout).toBe(
      'sh: started\n  its output: vigilctl tail -f sh\n  to end it:  vigilctl stop sh, and vigilctl rm sh to forget it\n',
    );
  });

  it('tries other names, unless one was given', async () => {
    const methods: TypedOptions['methods'] = {
      'vigil.addProgram': (name) =>
        name === 'sh-3' ? result(true) : fault(FAULTS.ALREADY_ADDED, `ALREADY_ADDED: ${name}`),
      'supervisor.startProcess': () => result(true),
    };
    expect((await run('run sh', methods)).stdout).toMatch(/^sh-3: started\n/);
    const refused = await run('run --name sh sh', methods);
    expect(refused).toMatchObject({ status: 1, stdout: 'sh: ERROR (the name is taken)\n' });
    expect(refused.stderr).toContain('To start that program anew: restart.');
  });

  it('says what the daemon thinks of a program that does not run, and takes it out again', async () => {
    const typed = await run(
      'run sh',
      {
        'supervisor.startProcess': () => fault(FAULTS.SPAWN_ERROR, 'SPAWN_ERROR: sh'),
        'supervisor.getProcessInfo': () => result(INFO),
        'supervisor.readProcessStdoutLog': () => result('one\ntwo\n'),
        'supervisor.stopProcess': () => result(true),
        'vigil.forgetProgram': () => result(true),
      },
      { anyMethod: () => result({ causes: [{ text: 'Port 80 is taken', cure: 'Stop the other' }] }) },
    );
    expect(typed).toMatchObject({
      status: 7,
      stdout: 'sh: ERROR (spawn error)\none\ntwo\nPort 80 is taken\nStop the other\n',
    });
    expect(typed.calls.slice(-2)).toEqual(['stopProcess(sh)', 'vigil.forgetProgram(sh, false)']);
  });

  it('shows each mistake that the daemon finds', async () => {
    const invalid = () => fault(FAULTS.BAD_ARGUMENTS, 'BAD_ARGUMENTS: one\ntwo');
    expect(await run('run sh', { 'vigil.addProgram': invalid })).toMatchObject({
      status: 1,
      stdout: 'sh: ERROR (the daemon does not accept it)\n',
      stderr: 'one\ntwo\n',
    });
  });

  it.each([
    ['a supervisord', FAULTS.UNKNOWN_METHOD, 'cannot run programs that no file names'],
    ['a vigild of another user', FAULTS.NOT_PERMITTED, 'is not for you to add programs to'],
  ])('leaves %s for a daemon of the own, which needs a home', async (_, code, text) => {
    const typed = await run('run sh', { 'vigil.addProgram': () => fault(code, 'X') });
    expect(typed).toMatchObject({
      status: 1,
      stdout: 'Error: run needs HOME or XDG_STATE_HOME, an absolute path, for a vigild of your own\n',
      stderr: `unix:///run/test.sock ${text}: your own vigild is used\n`,
    });
  });

  it('does not fall back where a server was named', async () => {
    const named = { runSurroundings: { ...HERE, serverOption: '-s unix:///run/test.sock' } };
    const unknown = () => fault(FAULTS.UNKNOWN_METHOD, 'UNKNOWN_METHOD');
    expect(await run('run sh', { 'vigil.addProgram': unknown }, named)).toMatchObject({
      status: 1,
      stdout: 'sh: ERROR (this daemon cannot run programs that no file names)\n',
      stderr: '',
    });
    const refused = () => {
      throw new ConnectError('ECONNREFUSED', 'refused');
    };
    const down = await run('run sh', { 'supervisor.getVersion': refused }, named);
    expect(down).toMatchObject({ status: 4, stdout: 'unix:///run/test.sock refused connection\n' });
  });

  it('hands nothing to a daemon that nobody vouches for', async () => {
    const typed = await run('run sh', {}, { runSurroundings: { ...HERE, isTrusted: () => false } });
    expect([typed.status, typed.calls]).toEqual([1, []]);
  });

  it('refuses a quote that is not closed', async () => {
    expect(await run("run sh 'a", {})).toMatchObject({ status: 1, stdout: 'Error: No closing quotation\n' });
  });
});

describe('rm', () => {
  const pid = { 'supervisor.getPID': () => result(1) };

  it('stops what runs, and goes on after a name that is unknown', async () => {
    let isRunning = true;
    const typed = await run('rm nosuch fixed web', {
      ...pid,
      'supervisor.stopProcess': () => {
        isRunning = false;
        return result(true);
      },
      'vigil.forgetProgram': (name) => {
        if (name === 'nosuch') return fault(FAULTS.BAD_NAME, 'BAD_NAME: nosuch');
        if (name === 'fixed') return fault(FAULTS.BAD_NAME, 'BAD_NAME: fixed is in the configuration');
        return isRunning ? fault(FAULTS.STILL_RUNNING, 'STILL_RUNNING: web') : result(true);
      },
    });
    expect(typed).toMatchObject({
      status: 1,
      stdout: 'nosuch: ERROR (no such process)\nfixed: ERROR (fixed is in the configuration)\nweb: removed\n',
    });
  });

  it('knows a daemon that has no such programs', async () => {
    const unknown = () => fault(FAULTS.UNKNOWN_METHOD, 'UNKNOWN_METHOD');
    expect(await run('rm web', { ...pid, 'vigil.forgetProgram': unknown })).toMatchObject({
      status: 1,
      stdout: 'ERROR: this daemon has only programs that a file names\n',
    });
  });
});
