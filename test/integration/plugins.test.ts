/** Plug-ins: modules of Node in the daemon and in the client, and what happens to those of Python. */
import { chmodSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Daemon, withDaemon } from '../support/daemon.ts';
import { runDaemonCommand } from '../support/daemon-command.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';
import { waitUntil } from '../support/wait-until.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/plugins', import.meta.url));

const HEAD = daemonSections();

const WORKERS = `
[program:web]
command=sleep 1000
process_name=%(program_name)s_%(process_num)d
numprocs=2
startsecs=0
stdout_logfile=NONE
stderr_logfile=NONE
`;

const ROLLING = `
[rpcinterface:rolling]
supervisor.rpcinterface_factory = ./rolling.js:makeInterface
pause = 0.01
`;

function run(configuration: string, use: (daemon: Daemon) => Promise<void>): Promise<void> {
  return withTempDir((directory) => {
    cpSync(EXAMPLES, directory, { recursive: true });
    return withDaemon({ kind: 'vigild', directory, text: HEAD + configuration }, use);
  });
}

function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
}

interface Info {
  readonly name: string;
  readonly pid: number;
}

describe('an rpcinterface that is a module of Node', () => {
  it('serves its functions as methods: the example restarts a group', async () => {
    await run(ROLLING + WORKERS, async (daemon) => {
      await daemon.untilRunning('web_0', 'web_1');
      const before = (await daemon.call('supervisor.getAllProcessInfo')) as unknown as readonly Info[];
      expect(await daemon.call('rolling.restart', 'web')).toEqual(['web_0', 'web_1']);
      const after = (await daemon.call('supervisor.getAllProcessInfo')) as unknown as readonly Info[];
      for (const { name, pid } of before) expect(after.find((info) => info.name === name)?.pid).not.toBe(pid);
      expect(daemon.log()).toContain("RPC interface 'rolling' initialized");
      expect(daemon.log()).toContain('INFO rolling restart of web: web_1 is up again');
      expect(await daemon.call('system.listMethods')).toContain('rolling.restart');
      expect(await daemon.call('system.methodHelp', 'rolling.restart')).toContain('one after another');
      expect(await daemon.call('system.methodSignature', 'rolling.restart')).toEqual(['array', 'string']);
      await expect(daemon.call('rolling.restart', 'nope')).rejects.toThrow('BAD_NAME: nope');
      await expect(daemon.call('rolling.nope')).rejects.toThrow('UNKNOWN_METHOD');
    });
  });

  it.each([
    [
      './missing.js:make',
      /missing\.js:make cannot be resolved within \[rpcinterface:own\]: cannot read .*ENOENT/,
    ],
    ['./rolling.js:nope', /cannot be resolved within \[rpcinterface:own\]: ".*" has no export "nope"/],
    ['./broken.mjs:make', /broken\.mjs:make cannot be resolved within \[rpcinterface:own\]: no luck/],
    ['./throws.mjs:make', /Could not make own rpc interface: not today/],
  ])('that fails keeps the daemon from starting: %s', async (factory, message) => {
    await withTempDir(async (directory) => {
      cpSync(EXAMPLES, directory, { recursive: true });
      const daemon = { kind: 'vigild', directory, arguments: ['-n', '-c', 'supervisord.conf'] } as const;
      writeFiles(directory, {
        'supervisord.conf': `${HEAD}[rpcinterface:own]\nsupervisor.rpcinterface_factory=${factory}\n`,
        'broken.mjs': "throw new Error('no luck');",
        'throws.mjs': "export function make() { throw new Error('not today'); }",
      });
      const ended = await runDaemonCommand(daemon);
      expect(ended.stderr).toMatch(message);
      expect(ended.code).toBe(2);
    });
  });

  it.runIf(process.getuid?.() === 0)('that anybody may write is not run by root', async () => {
    await withTempDir(async (directory) => {
      cpSync(EXAMPLES, directory, { recursive: true });
      chmodSync(join(directory, 'rolling.js'), 0o666);
      writeFiles(directory, { 'supervisord.conf': HEAD + ROLLING });
      const daemon = { kind: 'vigild', directory, arguments: ['-n', '-c', 'supervisord.conf'] } as const;
      const ended = await runDaemonCommand(daemon);
      expect(ended.stderr).toMatch(/every user may write ".*rolling\.js", and root would run it/);
      expect(ended.code).toBe(2);
    });
  });

  it('that no longer loads at a restart is left out, and the programs go on', async () => {
    await run(ROLLING + WORKERS, async (daemon) => {
      await daemon.untilRunning('web_0', 'web_1');
      daemon.removeFile('rolling.js');
      await daemon.call('supervisor.restart');
      await daemon.untilLog(/CRIT \[rpcinterface:rolling\] is left out: .* cannot be resolved/);
      await daemon.untilLog(/success: web_1 entered RUNNING/, 2);
      await expect(daemon.call('rolling.restart', 'web')).rejects.toThrow('UNKNOWN_METHOD');
    });
  });
});

describe('an rpcinterface written in Python', () => {
  it('is one line in the log, and the daemon runs', async () => {
    const twiddler =
      '[rpcinterface:twiddler]\nsupervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface\n';
    await run(twiddler + WORKERS, async (daemon) => {
      await daemon.untilRunning('web_0', 'web_1');
      const lines = daemon
        .log()
        .split('\n')
        .filter((line) => line.includes('twiddler'));
      expect(lines).toEqual([expect.stringMatching(/WARN .* is a Python plug-in; use "vigilctl apply"/)]);
    });
  });
});

describe('a result handler written in Python', () => {
  it('is replaced by one that accepts every result, so that no event is sent for ever', async () => {
    const listener = `
[eventlistener:ear]
command=sh -c 'while :; do echo READY; read -r line; head -c "\${line##*len:}" >/dev/null; printf "RESULT 5\\nwords"; done'
events=REMOTE_COMMUNICATION
result_handler=some.package:handler
`;
    await run(listener, async (daemon) => {
      await daemon.untilRunning('ear');
      for (const data of ['y', 'z']) await daemon.call('supervisor.sendRemoteCommEvent', 'x', data);
      await waitUntil('the events', () => daemon.call('vigil.getListenerPools'), {
        accept: (pools) => JSON.stringify(pools).includes('"processed":2'),
      });
      expect(daemon.log()).toMatch(
        /WARN \[eventlistener:ear\] every result is accepted: some\.package:handler is/,
      );
      expect(daemon.log()).not.toContain('rejected');
    });
  });
});

/** Answers each event with its own payload, as the listener of supervisor-stdout does. */
const REPEATS = `
import sys
def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()
while True:
    say('READY\\n')
    headers = dict(pair.split(':') for pair in sys.stdin.readline().split())
    data = sys.stdin.read(int(headers['len']))
    say('RESULT %d\\n%s' % (len(data.encode()), data))
`;

describeWithPeer('python3', 'the result handler of supervisor-stdout', () => {
  it('supervisor-stdout: what programs write is shown on standard output, however much it is', async () => {
    const text = `${HEAD}
[eventlistener:ear]
command=${peerPath('python3')} %(here)s/repeats.py
events=PROCESS_LOG
buffer_size=100
result_handler=supervisor_stdout:event_handler
[program:talk]
command=sh -c 'echo one; echo two; echo three >&2; head -c 300000 /dev/zero | tr "\\0" x; echo end; sleep 1000'
stdout_events_enabled=true
stderr_events_enabled=true
`;
    await withTempDir(async (directory) => {
      writeFiles(directory, { 'repeats.py': REPEATS });
      await withDaemon({ kind: 'vigild', directory, text }, async (daemon) => {
        const output = await waitUntil('the end of the output', () => daemon.readFile('daemon.stdout'), {
          accept: (seen) => seen.includes('end\ntalk stdout | \n') && seen.includes('talk stderr | three\n'),
        });
        expect(output).toMatch(/^talk stdout \| one\n(?:talk .*\n)*talk stdout \| two\n/m);
        expect(output.match(/x/g)?.length).toBeGreaterThanOrEqual(300_000);
        expect(daemon.log()).not.toMatch(/WARN|ERRO|rejected/);
      });
    });
  });
});

describe('a result handler that is a module of Node', () => {
  const LISTENER = `
[eventlistener:ear]
command=sh -c 'while :; do echo READY; read -r line; head -c 5 >/dev/null; printf "RESULT 3\\nyes"; done'
events=REMOTE_COMMUNICATION
result_handler=./judge.mjs:judge
`;

  it('decides whether an event is processed', async () => {
    await withTempDir(async (directory) => {
      writeFiles(directory, { 'judge.mjs': "export const judge = (event, result) => result === 'yes';" });
      await withDaemon({ kind: 'vigild', directory, text: HEAD + LISTENER }, async (daemon) => {
        await daemon.untilRunning('ear');
        await daemon.call('supervisor.sendRemoteCommEvent', 'x', 'y');
        await waitUntil('the event', () => daemon.call('vigil.getListenerPools'), {
          accept: (pools) => JSON.stringify(pools).includes('"processed":1'),
        });
      });
    });
  });

  it('is loaded with a listener that comes later, and one that is missing keeps that away', async () => {
    await withTempDir(async (directory) => {
      writeFiles(directory, { 'judge.mjs': "export const judge = (event, result) => result === 'yes';" });
      await withDaemon({ kind: 'vigild', directory, text: HEAD }, async (daemon) => {
        writeFiles(directory, { 'supervisord.conf': HEAD + LISTENER.replace('judge.mjs', 'none.mjs') });
        await daemon.call('supervisor.reloadConfig');
        await expect(daemon.call('supervisor.addProcessGroup', 'ear')).rejects.toThrow(
          /FAILED: \.\/none\.mjs:judge cannot be resolved within \[eventlistener:ear\]/,
        );
        writeFiles(directory, { 'supervisord.conf': HEAD + LISTENER });
        await daemon.call('supervisor.reloadConfig');
        await daemon.call('supervisor.addProcessGroup', 'ear');
        await daemon.untilRunning('ear');
        await daemon.call('supervisor.sendRemoteCommEvent', 'x', 'y');
        await waitUntil('the event', () => daemon.call('vigil.getListenerPools'), {
          accept: (pools) => JSON.stringify(pools).includes('"processed":1'),
        });
      });
    });
  });

  it('that is missing keeps the daemon from starting', async () => {
    await withTempDir(async (directory) => {
      writeFiles(directory, { 'supervisord.conf': HEAD + LISTENER });
      const daemon = { kind: 'vigild', directory, arguments: ['-n', '-c', 'supervisord.conf'] } as const;
      const ended = await runDaemonCommand(daemon);
      expect(ended.stderr).toMatch(/judge cannot be resolved within \[eventlistener:ear\]: cannot read/);
      expect(ended.code).toBe(2);
    });
  });
});

function control(factory: string): string {
  return `\n[ctlplugin:rolling]\nsupervisor.ctl_factory = ${factory}\n`;
}

describe('a ctlplugin that is a module of Node', () => {
  it('adds actions and their help: the example calls the plug-in of the daemon', async () => {
    const text = ROLLING + WORKERS + control('./rolling-ctl.js:makeActions');
    await run(text, async (daemon) => {
      await daemon.untilRunning('web_0', 'web_1');
      expect(await vigilctl(daemon, 'rolling', 'web')).toMatchObject({
        stdout: 'web:web_0: restarted\nweb:web_1: restarted\n',
        stderr: '',
        code: 0,
      });
    });
  });

  it('is completed by shells, and may answer as JSON', async () => {
    await withTempDir(async (directory) => {
      const action = "{ name: 'twice', completes: 'groups', run() {}, json: (args) => ({ args }) }";
      writeFiles(directory, {
        'supervisord.conf': HEAD + control('./twice.mjs:make'),
        'twice.mjs': `export const make = () => [${action}, { name: 'silent', run() {} }];`,
      });
      expect((await vigilctl({ directory }, '__complete', '-c', 'supervisord.conf', 'tw')).stdout).toBe(
        'twice\n',
      );
      const answered = await vigilctl({ directory }, '-o', 'json', 'twice', 'a', 'b');
      expect(JSON.parse(answered.stdout)).toEqual({ args: ['a', 'b'] });
      const silent = await vigilctl({ directory }, '-o', 'json', 'silent');
      expect(JSON.parse(silent.stdout)).toEqual({ error: 'silent has no JSON output' });
      expect([answered.code, silent.code]).toEqual([0, 2]);
    });
  });

  it('is listed by help in a block of its own', async () => {
    await withTempDir(async (directory) => {
      cpSync(EXAMPLES, directory, { recursive: true });
      writeFiles(directory, { 'supervisord.conf': HEAD + control('./rolling-ctl.js:makeActions') });
      const overview = await vigilctl({ directory }, 'help');
      expect(overview.stdout).toMatch(/\n\nrolling commands \(type help <topic>\):\n=+\nrolling\n\n$/);
      const topic = await vigilctl({ directory }, 'help', 'rolling');
      expect(topic.stdout).toBe('rolling <gname>\t\tRestart the processes of a group one after another\n');
      const refused = await vigilctl({ directory }, 'rolling');
      expect(refused).toMatchObject({ stderr: 'Error: rolling requires a group name\n', code: 1 });
    });
  });

  it.each([
    [
      './missing.js:make',
      /^Error: \.\/missing\.js:make cannot be resolved within \[ctlplugin:rolling\]: cannot/,
    ],
    ['./bad.mjs:make', /cannot be resolved within \[ctlplugin:rolling\]: an action needs a name/],
  ])('that fails is a usage error: %s', async (factory, message) => {
    await withTempDir(async (directory) => {
      writeFiles(directory, {
        'supervisord.conf': HEAD + control(factory),
        'bad.mjs': "export const make = () => [{ name: 'two words', run() {} }];",
      });
      const ended = await vigilctl({ directory }, 'version');
      expect(ended.stderr).toMatch(message);
      expect(ended.code).toBe(2);
    });
  });
});

it('a ctlplugin written in Python is told of only where its action may have been meant', async () => {
  await withTempDir(async (directory) => {
    writeFiles(directory, { 'supervisord.conf': HEAD + control('mr.laforge.controllerplugin:make') });
    expect(await vigilctl({ directory }, 'help')).toMatchObject({ stderr: '', code: 0 });
    expect(await vigilctl({ directory }, 'kill', 'web')).toMatchObject({
      stdout: '*** Unknown syntax: kill web\n',
      stderr:
        '[ctlplugin:rolling] is left out: mr.laforge.controllerplugin:make is a Python plug-in; ' +
        'use "vigilctl update" and "vigilctl start", which tell by their exit status how they ended\n' +
        'Type "help" for all actions\n',
      code: 1,
    });
  });
});

it('the same where the action is like one of vigilctl: mstop of supervisor-wildcards is not stop', async () => {
  await withTempDir(async (directory) => {
    const factory = 'supervisorwildcards.controllerplugin:make_wildcards_controllerplugin';
    writeFiles(directory, { 'supervisord.conf': HEAD + control(factory) });
    expect((await vigilctl({ directory }, 'mstop', 'web*')).stderr).toBe(
      `[ctlplugin:rolling] is left out: ${factory} is a Python plug-in; ` +
        'write several names, or "group:*" for a whole group\nDid you mean "stop"? Type "help" for all actions\n',
    );
  });
});
