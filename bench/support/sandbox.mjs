// Everything that a measurement makes: files in one directory, processes with one mark in their environment. When it
// ends nothing is left of either, whatever happened.
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './wait.mjs';

const FLOOR = fileURLToPath(new URL('../floor/', import.meta.url));
const MARK = 'VIGIL_BENCH';

export class Sandbox {
  directory = mkdtempSync(join(tmpdir(), 'vigil-bench-'));
  #mark = randomBytes(12).toString('hex');
  #binaries = new Map();
  #runDirectories = new Set();
  #folders = 0;
  #isClosed = false;

  /** A directory of its own for one measurement. */
  folder(name = 'run') {
    this.#expectOpen();
    this.#folders += 1;
    const path = join(this.directory, `${name}-${this.#folders}`);
    mkdirSync(path);
    return path;
  }

  file(directory, name, text, mode = 0o644) {
    this.#expectOpen();
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode });
    return path;
  }

  /** The path of a program of `bench/floor`, compiled at its first use. */
  floor(name) {
    let binary = this.#binaries.get(name);
    if (binary === undefined) {
      this.#expectOpen();
      binary = join(this.directory, name);
      execFileSync('cc', ['-O2', '-o', binary, join(FLOOR, `${name}.c`)]);
      this.#binaries.set(name, binary);
    }
    return binary;
  }

  get environment() {
    const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;
    return { ...environment, [MARK]: this.#mark };
  }

  spawn(command, args, options = {}) {
    this.#expectOpen();
    const child = spawn(command, args, {
      stdio: 'ignore',
      cwd: this.directory,
      ...options,
      detached: true,
      env: { ...this.environment, ...options.env },
    });
    child.ended = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
    return child;
  }

  /** Notes where the daemon `pid` keeps its pipes and its lock, so that they go as well. */
  noteRunDirectory(pid) {
    const found = runDirectoryOf(pid);
    if (found !== null) this.#runDirectories.add(found);
  }

  /** The next start of the same instance is a first one, as it is for the peers. */
  forgetRunDirectories() {
    for (const path of this.#runDirectories) rmSync(path, { recursive: true, force: true });
    this.#runDirectories.clear();
  }

  /** Every process that was started here, directly or not. */
  processes() {
    const needle = `${MARK}=${this.#mark}`;
    const found = [];
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        if (readFileSync(`/proc/${name}/environ`, 'latin1').includes(needle)) found.push(Number(name));
      } catch {
        // It ended meanwhile, or is another user's.
      }
    }
    return found;
  }

  async killAll() {
    let quietLooks = 0;
    await until(() => {
      const left = this.processes();
      for (const pid of left) {
        if (readLink(`/proc/${pid}/exe`) === process.execPath) this.noteRunDirectory(pid);
        kill(pid, 'SIGKILL');
      }
      // A process has no environment for a moment while it becomes another program.
      quietLooks = left.length === 0 ? quietLooks + 1 : 0;
      return quietLooks === 2;
    });
  }

  /** Nothing can be started or made from now on: a measurement that is interrupted may still be on its way. */
  async close() {
    this.#isClosed = true;
    await this.killAll();
    this.forgetRunDirectories();
    rmSync(this.directory, { recursive: true, force: true });
  }

  #expectOpen() {
    if (this.#isClosed) throw new Error('the measurement was interrupted');
  }
}

export function kill(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // It is gone already.
  }
}

function runDirectoryOf(pid) {
  try {
    for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
      const target = readLink(`/proc/${pid}/fd/${descriptor}`);
      if (basename(target) === 'lock' && target.includes('/vigil')) return dirname(target);
    }
  } catch {
    // It has ended.
  }
  return null;
}

function readLink(path) {
  try {
    return readlinkSync(path);
  } catch {
    return ''; // Closed between the two calls.
  }
}
