import { describe, expect, test } from 'vitest';
import { type, typeForJson } from '../../../test/support/cli-session.ts';
import { type FakeAnswers, fault, result } from '../../../test/support/fake-client.ts';
import { localDay, localTime } from '../../core/calendar.ts';
import { FAULTS } from '../../rpc/faults.ts';

type Methods = NonNullable<FakeAnswers['methods']>;

const AT = new Date(1_795_373_841_102);
const WHEN = `${localDay(AT)} ${localTime(AT)}`;
const ENTRIES = [
  { time: AT.getTime() / 1000, kind: 'start', subject: 'web', description: 'started with pid 7' },
  { time: AT.getTime() / 1000, kind: 'x', subject: 'group:longer', description: 'a\nb\tc' },
];

describe('history', () => {
  const methods: Methods = { 'vigil.getHistory': () => result(ENTRIES) };

  test('has a line for each entry, in columns', async () => {
    const typed = await type('history', { methods });
    expect(typed.stdout).toBe(`${WHEN}  web           started with pid 7\n${WHEN}  group:longer  a?b?c\n`);
    expect(typed).toMatchObject({ status: 0, calls: ['getVersion()', 'vigil.getHistory(, 0, 100)'] });
  });

  test.each([
    ['history web -n 5', 'vigil.getHistory(web, 0, 5)'],
    ['history g:* --since 2026-11-22T10:00Z', 'vigil.getHistory(g:*, 1795341600, 100)'],
    ['history --since=2026-11-22T10:00Z all', 'vigil.getHistory(, 1795341600, 100)'],
  ])('%s', async (line, call) => {
    expect((await type(line, { methods })).calls.at(-1)).toBe(call);
  });

  test.each([
    ['history --what', 'Error: history does not know the option --what\n'],
    ['history --since', 'Error: --since wants a value\n'],
    ['history -n 0', 'Error: -n wants a number of entries, got "0"\n'],
    ['history -o xml', 'Error: -o wants text or json, got "xml"\n'],
    ['history a b', 'Error: history takes one name\n'],
    [
      'history --since never',
      'Error: cannot read the time "never", expected one such as 2h, 3d, 10:00 or 2026-11-22T10:00\n',
    ],
  ])('%s is refused', async (line, stdout) => {
    expect(await type(line, { methods })).toMatchObject({ stdout, status: 1, calls: ['getVersion()'] });
  });

  test('says on stderr that there is nothing', async () => {
    const typed = await type('history wbe', { methods: { 'vigil.getHistory': () => result([]) } });
    expect(typed).toMatchObject({ status: 0, stdout: '', stderr: 'There are no such entries\n' });
  });

  test('as JSON it has the entries as they come', async () => {
    expect(await typeForJson('history', { methods })).toEqual({ json: { entries: ENTRIES }, status: 0 });
    expect(JSON.parse((await type('history -o json', { methods })).stdout)).toEqual({ entries: ENTRIES });
  });

  test('a daemon without a history is told of', async () => {
    const without: Methods = { 'vigil.getHistory': () => fault(FAULTS.UNKNOWN_METHOD, 'UNKNOWN_METHOD') };
    expect(await type('history', { methods: without })).toMatchObject({
      stdout: 'ERROR: this daemon keeps no history\n',
      status: 1,
    });
  });
});

describe('disable and enable', () => {
  const switched = (name: string, isRunning: boolean) => result([{ group: name, name, isRunning }]);

  test('disable without a name lists what is disabled', async () => {
    const methods: Methods = {
      'vigil.getDisabled': () =>
        result([
          { group: 'web', name: 'web' },
          { group: 'g', name: 'a' },
        ]),
    };
    expect((await type('disable', { methods })).stdout).toBe('web\ng:a\n');
  });

  test('--now stops what runs, after all were switched', async () => {
    const methods: Methods = {
      'vigil.disable': ([name = '']) => switched(name, name === 'web'),
      'supervisor.stopProcess': () => result(true),
    };
    expect(await type('disable --now web db', { methods })).toMatchObject({
      stdout: 'web: disabled\ndb: disabled\nweb: stopped\n',
      calls: ['getVersion()', 'vigil.disable(web)', 'vigil.disable(db)', 'stopProcess(web)'],
      status: 0,
    });
  });

  test('enable --now starts what does not run', async () => {
    const methods: Methods = {
      'vigil.enable': () => switched('web', false),
      'supervisor.startProcess': () => result(true),
    };
    expect((await type('enable --now web', { methods })).stdout).toBe('web: enabled\nweb: started\n');
    expect((await type('enable web', { methods })).stdout).toBe('web: enabled\n');
  });

  test('all means all, once', async () => {
    const methods: Methods = { 'vigil.disable': () => switched('web', false) };
    expect((await type('disable web all', { methods })).calls).toEqual(['getVersion()', 'vigil.disable()']);
  });

  test.each<[string, number, string, string]>([
    ['disable x', FAULTS.BAD_NAME, 'BAD_NAME: x', 'x: ERROR (no such process)\n'],
    ['disable x', FAULTS.FAILED, 'FAILED: cannot write y', 'x: ERROR (cannot write y)\n'],
    ['disable x', FAULTS.UNKNOWN_METHOD, 'UNKNOWN_METHOD', 'ERROR: this daemon cannot disable programs\n'],
    ['disable --soon x', 0, '', 'Error: disable does not know the option --soon\n'],
    ['disable --now', 0, '', 'Error: disable requires a process name\n'],
    ['enable', 0, '', 'Error: enable requires a process name\n'],
  ])('%s with fault %i', async (line, code, message, stdout) => {
    const methods: Methods = { 'vigil.disable': () => fault(code, message) };
    expect(await type(line, { methods })).toMatchObject({ stdout, status: 1 });
  });
});
