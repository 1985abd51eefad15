import { describe, expect, it } from 'vitest';
import { type } from '../../test/support/cli-session.ts';
import { fault, result } from '../../test/support/fake-client.ts';
import { FAULTS } from '../rpc/faults.ts';
import { HttpStatusError, MalformedReplyError } from './client.ts';
import { ConnectError, DisconnectedError } from './http-connection.ts';

const failing = (error: unknown) => () => {
  throw error;
};
const version = (text: string) => ({ 'supervisor.getVersion': () => result(text) });

describe('a line', () => {
  it.each(['', '   ', '\t'])('without words (%j) does nothing', async (line) => {
    expect(await type(line)).toMatchObject({ stdout: '', status: 0, calls: [] });
  });

  it.each([
    ['nosuch', '*** Unknown syntax: nosuch\n'],
    ['  nosuch  thing ', '*** Unknown syntax: nosuch  thing\n'],
    ['!ls', '*** Unknown syntax: !ls\n'],
    ['-x', '*** Unknown syntax: -x\n'],
    ['constructor', '*** Unknown syntax: constructor\n'],
  ])('that is no action (%j) is refused', async (line, stdout) => {
    expect(await type(line)).toMatchObject({ stdout, status: 1, calls: [] });
  });

  it('that is no action gets a hint on stderr', async () => {
    expect((await type('stauts')).stderr).toBe('Did you mean "status"? Type "help" for all actions\n');
    expect((await type('frobnicate')).stderr).toBe('Type "help" for all actions\n');
  });

  it.each(['quit', 'exit', 'EOF', 'quit now'])('%s leaves', async (line) => {
    const typed = await type(line);
    expect(typed).toMatchObject({ stdout: '\n', status: 0, calls: [] });
    expect(typed.session.hasLeft).toBe(true);
  });

  it('may run an action right after its name, without a blank', async () => {
    expect((await type('?quit')).stdout).toContain('quit\t');
    expect((await type('start*')).calls).toContain('getVersion()');
  });
});

describe('the check of the server', () => {
  const UNREACHABLE = [
    ['ECONNREFUSED', 'unix:///run/test.sock refused connection\n', 4],
    ['ENOENT', 'unix:///run/test.sock no such file\n', 7],
  ] as const;

  it.each(UNREACHABLE)('says that nobody answers (%s)', async (code, stdout, status) => {
    const methods = { 'supervisor.getVersion': failing(new ConnectError(code, code)) };
    const typed = await type('start web', { methods, diagnosis: ['No daemon', 'Start it'] });
    expect(typed).toMatchObject({ stdout, status, stderr: 'No daemon\nStart it\n' });
  });

  it.each(UNREACHABLE)('makes status end with 4 (%s)', async (code, stdout) => {
    const methods = { 'supervisor.getVersion': failing(new ConnectError(code, code)) };
    expect(await type('status', { methods })).toMatchObject({ stdout, status: 4 });
  });

  it('refuses another version of the API', async () => {
    const typed = await type('pid', { methods: version('2.0') });
    expect(typed.stdout).toBe(
      'Sorry, this version of supervisorctl expects to talk to a server with API version 3.0, but the remote version ' +
        'is 2.0.\n',
    );
    expect(typed.status).toBe(5);
  });

  it('explains a server without the supervisor namespace', async () => {
    const methods = { 'supervisor.getVersion': () => fault(FAULTS.UNKNOWN_METHOD, 'UNKNOWN_METHOD') };
    const typed = await type('tail web', { methods });
    expect(typed.stdout).toMatch(
      /^Sorry, supervisord responded but did not recognize the supervisor namespace/,
    );
    expect(typed.status).toBe(3);
    expect((await type('status', { methods })).status).toBe(4);
  });

  it('comes before a complaint about missing words, but after one about superfluous ones', async () => {
    const methods = { 'supervisor.getVersion': failing(new ConnectError('ENOENT', 'x')) };
    expect((await type('start', { methods })).stdout).toContain('no such file');
    expect((await type('version x', { methods })).stdout).toContain('accepts no arguments');
  });
});

describe('an error', () => {
  it.each([
    [
      new HttpStatusError(500, 'Internal Server Error'),
      "<class 'xmlrpc.client.ProtocolError'>, <ProtocolError for 127.0.0.1/RPC2: 500 Internal Server Error>",
    ],
    [new ConnectError('EACCES', 'x'), "<class 'PermissionError'>, [Errno 13] Permission denied"],
    [new ConnectError('ESTRANGE', 'connect ESTRANGE'), "<class 'OSError'>, connect ESTRANGE"],
    [new DisconnectedError('gone'), "<class 'http.client.RemoteDisconnected'>, gone"],
    [new MalformedReplyError('not XML'), "<class 'xml.parsers.expat.ExpatError'>, not XML"],
    [new TypeError('a bug'), 'TypeError: a bug'],
  ])('ends an action with one line and status 1 (%s)', async (error, text) => {
    const methods = { 'supervisor.getPID': failing(error) };
    expect(await type('pid', { methods })).toMatchObject({ stdout: `error: ${text}\n`, status: 1 });
  });

  it('shows a fault as Python does', async () => {
    const methods = { 'supervisor.getVersion': () => fault(FAULTS.SHUTDOWN_STATE, 'SHUTDOWN_STATE') };
    expect(await type('status', { methods })).toMatchObject({
      stdout: "error: <class 'xmlrpc.client.Fault'>, <Fault 6: 'SHUTDOWN_STATE'>\n",
      status: 1,
    });
  });
});

describe('a server that wants a password', () => {
  const locked = { 'supervisor.getPID': failing(new HttpStatusError(401, 'Unauthorized')) };

  it('is reported where nobody can be asked', async () => {
    const typed = await type('pid', { methods: locked, diagnosis: ['Use -u and -p'] });
    expect(typed.stdout).toBe(
      "Server requires authentication\nerror: <class 'xmlrpc.client.ProtocolError'>, " +
        '<ProtocolError for 127.0.0.1/RPC2: 401 Unauthorized>\n',
    );
    expect(typed).toMatchObject({ status: 1, stderr: 'Use -u and -p\n' });
  });

  it('is asked again with what the person typed', async () => {
    let attempts = 0;
    const methods = {
      'supervisor.getPID': () => {
        attempts += 1;
        if (attempts === 1) throw new HttpStatusError(401, 'Unauthorized');
        return result(17);
      },
    };
    const typed = await type('pid', { methods, isInteractive: true, answers: ['me', 'secret'] });
    expect(typed.stdout).toBe('Server requires authentication\nUsername:Password:\n17\n');
    expect(typed.status).toBe(0);
    expect(typed.session.credentials).toEqual({ username: 'me', password: 'secret' });
  });

  it('gives up when the input ends', async () => {
    const typed = await type('pid', { methods: locked, isInteractive: true });
    expect(typed.stdout).toContain("error: <class 'EOFError'>, EOF when reading a line\n");
    expect(typed.status).toBe(1);
  });
});
