import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withTempDir } from '../../../test/support/temp-dir.ts';
import { installService, printService, type ServiceRequest } from './service-command.ts';

const request = (directory: string): ServiceRequest => ({
  configFile: '/etc/supervisord.conf',
  identifier: 'supervisor',
  environment: new Map([['XDG_CONFIG_HOME', directory]]),
  node: '/usr/bin/node',
  vigild: '/usr/bin/vigild',
  vigilctl: '/usr/bin/vigilctl',
  isRoot: false,
});

test("a user's unit goes where the user's manager looks, and may be written again", () =>
  withTempDir((directory) => {
    const path = join(directory, 'systemd/user/vigild.service');
    for (const _ of ['first', 'second']) {
      expect(installService(request(directory))).toEqual({
        stdout: `Wrote ${path}\nNow run: systemctl --user daemon-reload && systemctl --user enable --now vigild.service\n`,
        exitStatus: 0,
      });
    }
    expect(readFileSync(path, 'utf8')).toBe(printService(request(directory)).stdout);
    return Promise.resolve();
  }));

test('a unit that somebody else wrote is left alone', () =>
  withTempDir((directory) => {
    installService(request(directory));
    const path = join(directory, 'systemd/user/vigild.service');
    writeFileSync(path, '[Unit]\n');
    expect(() => installService(request(directory))).toThrow(
      `"${path}" exists and was not written by vigild`,
    );
    expect(readFileSync(path, 'utf8')).toBe('[Unit]\n');
    return Promise.resolve();
  }));

test('the unit of another configuration is left alone', () =>
  withTempDir((directory) => {
    installService(request(directory));
    const path = join(directory, 'systemd/user/vigild.service');
    const text = readFileSync(path, 'utf8');
    expect(() => installService({ ...request(directory), configFile: '/etc/other.conf' })).toThrow(
      'is the unit of another configuration: Description=vigil process supervisor (/etc/supervisord.conf)',
    );
    expect(readFileSync(path, 'utf8')).toBe(text);
    return Promise.resolve();
  }));

test('a folder that cannot be made is named', () =>
  withTempDir((directory) => {
    writeFileSync(join(directory, 'systemd'), '');
    expect(() => installService(request(directory))).toThrow(/^Cannot write ".*": (EEXIST|ENOTDIR)$/);
    return Promise.resolve();
  }));
