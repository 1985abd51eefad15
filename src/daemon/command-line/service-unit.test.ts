import { expect, test } from 'vitest';
import { unitName, unitText } from './service-unit.ts';

const unit = {
  command: ['/usr/bin/node', '/usr/bin/vigild', '-c', '/etc/my conf/100%/$x.conf'],
  reload: ['/usr/bin/node', '/usr/bin/vigilctl', 'update'],
  configFile: '/etc/my conf/100%/$x.conf',
  scope: 'system',
} as const;

test('what means something to systemd in a command line is escaped', () => {
  const lines = unitText(unit).split('\n');
  expect(lines).toContain('ExecStart=/usr/bin/node /usr/bin/vigild -c "/etc/my conf/100%%/$$x.conf"');
  expect(lines).toContain('Description=vigil process supervisor (/etc/my conf/100%%/$x.conf)');
});

test('the programs are left to vigild, which comes back after a death and stays away after a shutdown', () => {
  const lines = unitText(unit).split('\n');
  expect(lines).toEqual(
    expect.arrayContaining([
      'KillMode=process',
      'Restart=always',
      'RestartPreventExitStatus=0 2',
      'Type=notify',
    ]),
  );
});

test.each([
  ['system', 'WantedBy=multi-user.target'],
  ['user', 'WantedBy=default.target'],
] as const)('a unit of scope %s is wanted at its own target', (scope, line) => {
  expect(unitText({ ...unit, scope }).split('\n')).toContain(line);
});

test.each([
  ['supervisor', 'vigild.service'],
  ['web', 'vigild-web.service'],
  ['a/b c', 'vigild-a_b_c.service'],
])('the unit of identifier %s is %s', (identifier, name) => {
  expect(unitName(identifier)).toBe(name);
});
