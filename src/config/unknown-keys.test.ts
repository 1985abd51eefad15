import { expect, test } from 'vitest';
import { IniDocument } from './ini-document.ts';
import { parseIni } from './ini-parser.ts';
import { findUnknownKeys } from './unknown-keys.ts';

function found(text: string): string[] {
  const document = new IniDocument();
  parseIni(text, '/f', document);
  return findUnknownKeys(document).map((unknown) => {
    const subject = unknown.kind === 'key' ? `${unknown.section}.${unknown.key}` : `[${unknown.section}]`;
    return `${subject} line ${unknown.position.line}: ${unknown.suggestion}`;
  });
}

test.each([
  ['[program:a]\ncomand=x', ['program:a.comand line 2: command']],
  ['[program:a]\nconstructor=x', ['program:a.constructor line 2: null']],
  ['[eventlistener:a]\nevent=x\ncommand=y', ['eventlistener:a.event line 2: events']],
  ['[progam:web]\ncommand=x', ['[progam:web] line 1: program:web']],
  ['[Supervisord]', ['[Supervisord] line 1: supervisord']],
  ['[program: web]', []],
  ['[watchdog]', ['[watchdog] line 1: null']],
  ['[rpcinterface:x]\nanything=1\n[ctlplugin:y]\nanything=1', []],
  ['[DEFAULT]\ncommand=x\nwrong=y\n[program:a]', ['DEFAULT.wrong line 3: null']],
])('%j', (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test('a default whose %(here)s was replaced is not reported in every section', () => {
  const document = new IniDocument();
  parseIni('[DEFAULT]\nbase=%(here)s\n[program:a]\n[program:b]', '/f', document);
  document.replaceHere('/etc');
  expect(findUnknownKeys(document)).toHaveLength(1);
});
