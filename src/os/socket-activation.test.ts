import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { listenVariables, throughShell } from './socket-activation.ts';

test('the variables count and name the sockets', () => {
  expect(Object.fromEntries(listenVariables(['8080', 'a:b\n.sock', 'x'.repeat(300)]))).toEqual({
    LISTEN_FDS: '3',
    LISTEN_FDNAMES: `8080:a_b_.sock:${'x'.repeat(255)}`,
  });
});

describe('a program that is started through the shell', () => {
  const SCRIPT =
    'console.log(JSON.stringify([process.pid, process.env, process.argv.slice(1), process.argv0]))';

  function run(environment: readonly string[], ...words: readonly string[]) {
    const request = {
      path: process.execPath,
      argv: ['word', '-e', SCRIPT, '--', ...words],
      environment,
    };
    const { path, argv } = throughShell(request);
    const env = Object.fromEntries(environment.map((entry) => /^([^=]*)=(.*)$/s.exec(entry)?.slice(1) ?? []));
    const output = execFileSync(path, argv.slice(1), { env, encoding: 'utf8' });
    const [pid, variables, args, argv0] = JSON.parse(output);
    return { pid, variables, args, argv0 };
  }

  test('finds its own pid, its arguments, and argv[0] as its path', () => {
    const { pid, variables, args, argv0 } = run(['A=1'], 'a b', '', '$HOME', "it's", '*');
    expect(variables.LISTEN_PID).toBe(String(pid));
    expect(args).toEqual(['a b', '', '$HOME', "it's", '*']);
    expect(argv0).toBe(process.execPath);
  });

  test.each([
    [['A=1'], { A: '1' }],
    [["PWD=/it's $HOME", 'OLDPWD=', 'TEXT=a\nb'], { PWD: "/it's $HOME", OLDPWD: '', TEXT: 'a\nb' }],
    [['A=1', 'a.b=x y', 'BASH_FUNC_f%%=() { :; }'], { A: '1', 'a.b': 'x y', 'BASH_FUNC_f%%': '() { :; }' }],
  ])('has the environment %j and no other', (environment, expected) => {
    // Bash sets these for its children whatever one does.
    const { LISTEN_PID, SHLVL, _, ...others } = run(environment).variables;
    expect(others).toEqual(expected);
  });
});

test('a bare name is not searched for', () => {
  expect(throughShell({ path: 'app', argv: ['app', 'x'], environment: [] }).argv.slice(-2)).toEqual([
    './app',
    'x',
  ]);
});
