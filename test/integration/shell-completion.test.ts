/** What `vigilctl completion` prints, loaded into real shells, beside a real daemon. */
import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleVigilctl } from '../support/bundle-vigilctl.ts';
import { Daemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { describeWithPeer, peerPath } from '../support/peers.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { makeTempDir } from '../support/temp-dir.ts';
import { Terminal } from '../support/terminal.ts';

const CONFIG = `${daemonSections()}
[program:cat]
command=cat
startsecs=0
[program:many]
command=cat
startsecs=0
numprocs=2
process_name=many_%(process_num)s
`;

const directory = makeTempDir();
const daemon = new Daemon({ kind: 'vigild', directory: directory.path, text: CONFIG });

beforeAll(async () => {
  symlinkSync(await bundleVigilctl(directory.path), join(directory.path, 'vigilctl'));
  writeFileSync(join(directory.path, 'loads.bash'), BASH);
  await daemon.start();
});

afterAll(async () => {
  await daemon.destroy();
  directory.remove();
});

const environment = () => ({
  PATH: `${directory.path}:${dirname(process.execPath)}:/usr/bin:/bin`,
  HOME: directory.path,
  LANG: 'C.UTF-8',
  TERM: 'dumb',
});

/** Does what readline does before and after it calls the function of a command; prints what it would offer. */
const BASH = `
eval "$(vigilctl completion bash)"
COMP_LINE=$1 COMP_POINT=\${#1}
read -ra COMP_WORDS <<<"$1"
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
[[ $1 == *' ' ]] && COMP_CWORD=\${#COMP_WORDS[@]}
set -- $(complete -p vigilctl)
while [[ $1 != -F ]]; do shift; done
$2 vigilctl
[[ \${#COMPREPLY[@]} == 0 ]] || printf '%s\\n' "\${COMPREPLY[@]}"
`;

async function shellOutput(shell: 'bash' | 'fish', words: readonly string[]): Promise<readonly string[]> {
  const run = await runToExit(peerPath(shell), words, {
    directory: directory.path,
    environment: environment(),
  });
  expect(run.stderr).toBe('');
  expect(run.code).toBe(0);
  return run.stdout.split('\n').filter((line) => line !== '');
}

describeWithPeer('bash', 'completion in bash', () => {
  it.each<[string, readonly string[]]>([
    ['vigilctl sta', ['status', 'start']],
    ['vigilctl --conf', ['--configuration']],
    ['vigilctl -c supervisord.c', ['supervisord.conf']],
    ['vigilctl -o ', ['text', 'json']],
    ['vigilctl signal US', ['USR1', 'USR2']],
    ['vigilctl -c supervisord.conf stop c', ['cat']],
    ['vigilctl -c supervisord.conf stop cat m', ['many:many_0', 'many:\\*', 'many:many_1']],
    // What stands before the colon is no part of the word that bash replaces.
    ['vigilctl -c supervisord.conf stop many:', ['many_0', '\\*', 'many_1']],
    ['vigilctl -c supervisord.conf signal HUP many:many_1', ['many_1']],
    ['vigilctl -c supervisord.conf remove ', ['cat', 'many']],
    // What the shell would take away or expand before it ran the line.
    ['vigilctl -c "supervisord.conf" stop c', ['cat']],
    ['vigilctl -c supervisord\\.conf stop c', ['cat']],
    ['vigilctl -c ~/supervisord.conf stop c', ['cat']],
    // Within quotes a colon ends no word, and nothing is escaped.
    ['vigilctl -c supervisord.conf stop "many:', ['many:many_0', 'many:*', 'many:many_1']],
    ["vigilctl -c supervisord.conf stop 'many:many_1", ['many:many_1']],
    ['vigilctl run --sa', ['--save']],
    ['vigilctl tail -', ['-f']],
    ['vigilctl run --name web supervisord.c', ['supervisord.conf']],
    ['vigilctl -c nosuch.conf stop ', []],
    ['vigilctl -s unix:///nonexistent stop ', []],
    ['vigilctl version ', []],
  ])('%s', async (line, candidates) => {
    expect(await shellOutput('bash', ['--norc', 'loads.bash', line])).toEqual(candidates);
  });

  it('belongs to the name under which the client was called', async () => {
    const name = join(directory.path, 'supervisorctl');
    symlinkSync(join(directory.path, 'vigilctl.mjs'), name);
    const { stdout } = await runToExit(name, ['completion', 'bash'], { environment: environment() });
    expect(stdout).toContain('\ncomplete -F _supervisorctl_complete supervisorctl\n');
    expect(stdout).not.toContain('vigilctl');
  });
});

describeWithPeer('fish', 'completion in fish', () => {
  it.each<[string, readonly string[]]>([
    ['vigilctl sta', ['start\tStart one process', 'status\tShow the state of one process']],
    ['vigilctl -c supervisord.conf stop many:many', ['many:many_0', 'many:many_1']],
    ['vigilctl -c supervisord.conf remove ', ['cat', 'many']],
    ['vigilctl -c supervisord.c', ['supervisord.conf']],
    ['vigilctl -c ~/supervisord.c', ['~/supervisord.conf']],
    ['vigilctl -c ~/supervisord.conf remove ', ['cat', 'many']],
    ['vigilctl -c "supervisord.conf" remove "ma', ['many']],
    ['vigilctl run --di', ['--dir\tWhere it runs (default: here)']],
    ['vigilctl version ', []],
  ])('%s', async (line, candidates) => {
    const script = 'vigilctl completion fish | source; complete -C $argv[1]';
    expect(await shellOutput('fish', ['--no-config', '-c', script, line])).toEqual(candidates);
  });
});

describeWithPeer('zsh', 'completion in zsh', () => {
  it('completes actions, names with a colon, and files', async () => {
    const terminal = new Terminal(`exec ${peerPath('zsh')} -f -i`, directory.path);
    try {
      terminal.type(`PATH=${environment().PATH}; autoload -Uz compinit && compinit -u -D; PS1='rea''dy> '\r`);
      await terminal.until('ready> ');
      terminal.type('eval "$(vigilctl completion zsh)"\r');
      await terminal.until('ready> ');
      for (const [typed, completed] of [
        ['vers', 'version'],
        ['-c supervisord.conf stop many:many_1', '-c supervisord.conf stop many:many_1'],
        ['-c supervisord.conf stop many:\\*', '-c supervisord.conf stop many:*'],
        ['-c supervisord.c', '-c supervisord.conf'],
        ['run --sa', 'run --save'],
      ]) {
        // The completed line becomes the argument of an echo, since zsh itself draws only what changes.
        terminal.type(`vigilctl ${typed}\t\x01echo \x05\r`);
        await terminal.until(`\nvigilctl ${completed}\r\n`);
        await terminal.until('ready> ');
      }
    } finally {
      terminal.kill();
    }
  });
});

describe('the hidden query', () => {
  it('gives up on a daemon that does not answer', async () => {
    const silent = createServer();
    const url = `unix://${directory.path}/silent.sock`;
    silent.listen(url.slice('unix://'.length));
    await once(silent, 'listening');
    try {
      const words = ['__complete', '-s', url, 'stop', ''];
      const run = await runToExit(join(directory.path, 'vigilctl'), words, { environment: environment() });
      expect(run).toMatchObject({ code: 0, stdout: '', stderr: '' });
    } finally {
      silent.close();
    }
  });
});
