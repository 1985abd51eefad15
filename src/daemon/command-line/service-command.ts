/** `vigild --print-service` and `--install-service`: the unit that makes systemd run this vigild on this configuration. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../../core/thrown.ts';
import { makeDirectories } from '../../os/make-directories.ts';
import { replaceFile } from '../../os/replace-file.ts';
import { StartupError } from '../startup-error.ts';
import type { CommandResult } from './command-result.ts';
import { unitName, unitText } from './service-unit.ts';

export interface ServiceRequest {
  /** An absolute path. */
  readonly configFile: string;
  readonly identifier: string;
  readonly environment: ReadonlyMap<string, string>;
  /** Absolute paths of Node and of the two commands. Node's options are not for a unit: the next Node may not know them. */
  readonly node: string;
  readonly vigild: string;
  readonly vigilctl: string;
  readonly isRoot: boolean;
}

interface Unit {
  readonly path: string;
  readonly text: string;
}

export function printService(request: ServiceRequest): CommandResult {
  return { stdout: unitOf(request).text, exitStatus: 0 };
}

/**
 * Writes the unit, unless somebody else's or that of another configuration is in its place; enabling it is left to the
 * operator. Throws {@link StartupError}.
 */
export function installService(request: ServiceRequest): CommandResult {
  const { path, text } = unitOf(request);
  refuseOtherUnit(path, text);
  try {
    makeDirectories(dirname(path));
    replaceFile(path, text, 0o644);
  } catch (error) {
    throw new StartupError(`Cannot write "${path}": ${errorCode(error)}`);
  }
  const systemctl = request.isRoot ? 'systemctl' : 'systemctl --user';
  const name = path.slice(dirname(path).length + 1);
  return {
    stdout: `Wrote ${path}\nNow run: ${systemctl} daemon-reload && ${systemctl} enable --now ${name}\n`,
    exitStatus: 0,
  };
}

const MARK = '# Written by vigild --install-service, which may write it again.\n';

function unitOf(request: ServiceRequest): Unit {
  const { configFile, identifier, node, vigild, vigilctl, isRoot } = request;
  const text = unitText({
    command: [node, vigild, '--nodaemon', '--configuration', configFile],
    reload: [node, vigilctl, '--configuration', configFile, 'update'],
    configFile,
    scope: isRoot ? 'system' : 'user',
  });
  const path = join(unitDirectory(request), unitName(identifier));
  return { path, text: MARK + text };
}

/** Source: systemd.unit(5). */
function unitDirectory({ isRoot, environment }: ServiceRequest): string {
  if (isRoot) return '/etc/systemd/system';
  const home = environment.get('HOME') ?? '/';
  return join(environment.get('XDG_CONFIG_HOME') ?? join(home, '.config'), 'systemd/user');
}

function refuseOtherUnit(path: string, text: string): void {
  const existing = textIfThere(path);
  if (existing === null) return;
  if (!existing.startsWith(MARK)) {
    throw new StartupError(`"${path}" exists and was not written by vigild`, [
      'remove it first, or put the text of vigild --print-service where you want it',
    ]);
  }
  if (descriptionIn(existing) !== descriptionIn(text)) {
    throw new StartupError(`"${path}" is the unit of another configuration: ${descriptionIn(existing)}`, [
      'give this configuration an "identifier" in section [supervisord], or remove that unit first',
    ]);
  }
}

/** The line that names the configuration. */
function descriptionIn(unit: string): string {
  return /^Description=.*$/m.exec(unit)?.[0] ?? '';
}

/** Null as a rule because there is none; what else is wrong, the writing says. */
function textIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
