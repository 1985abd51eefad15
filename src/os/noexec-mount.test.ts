import { expect, test } from 'vitest';
import { noexecMount, noexecMountIn } from './noexec-mount.ts';

const MOUNTS = `22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:25 / /tmp rw,nosuid,nodev,noexec - tmpfs tmpfs rw
31 30 0:26 / /tmp/with\\040blank rw - tmpfs tmpfs rw
32 22 0:27 / /srv rw,noexec - ext4 /dev/sdb1 rw
33 32 0:28 / /srv rw - ext4 /dev/sdc1 rw
`;

test.each([
  ['/tmp/app/run', '/tmp'],
  ['/tmp', '/tmp'],
  ['/tmpfoo/run', null],
  ['/tmp/with blank/run', null],
  ['/usr/bin/app', null],
  ['/srv/app', null],
])('%s: %s', (path, mount) => {
  expect(noexecMountIn(MOUNTS, path)).toBe(mount);
});

test('a file that is not there lies on nothing', () => {
  expect(noexecMount('/nonexistent/x')).toBeNull();
  expect(noexecMount('/bin/sh')).toBeNull();
});
