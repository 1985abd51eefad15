// PM2 is no dependency of this package: it is installed into the sandbox when a measurement wants it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The path of its command; null where npm cannot get it. */
export async function installPm2(sandbox) {
  const directory = join(sandbox.directory, 'pm2-package');
  const command = join(directory, 'node_modules/.bin/pm2');
  if (existsSync(command)) return command;
  const options = ['--prefix', directory, '--no-audit', '--no-fund', '--loglevel=error'];
  const child = sandbox.spawn('npm', ['install', ...options, 'pm2']);
  await child.ended;
  return existsSync(command) ? command : null;
}
