// PM2 is no dependency of this package: it is installed into the sandbox when a measurement wants it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { kill } from './sandbox.mjs';

const PATIENCE = 30_000;
const OPTIONS = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--logs-max=0'];
/** What npm has kept from an earlier time need not be asked for again, and a registry that does not answer is given up. */
const NETWORK = ['--prefer-offline', '--fetch-retries=0', `--fetch-timeout=${PATIENCE / 2}`];

/** The path of its command; null, and a line that says so, where npm cannot get it within half a minute. */
export async function installPm2(sandbox) {
  const directory = join(sandbox.directory, 'pm2-package');
  const command = join(directory, 'node_modules/.bin/pm2');
  if (existsSync(command)) return command;
  // npm itself is not measured, and may need the certificates to reach its registry.
  const { NODE_EXTRA_CA_CERTS: certificates } = process.env;
  const env = certificates === undefined ? {} : { NODE_EXTRA_CA_CERTS: certificates };
  const args = ['install', '--prefix', directory, ...OPTIONS, ...NETWORK, 'pm2'];
  const child = sandbox.spawn('npm', args, { env });
  const timer = setTimeout(() => kill(-child.pid, 'SIGKILL'), PATIENCE);
  const status = await child.ended;
  clearTimeout(timer);
  if (status === 0 && existsSync(command)) return command;
  process.stdout.write(
    '  PM2 IS LEFT OUT: npm could not install it (no registry, or none that answers in time)\n',
  );
  return null;
}
