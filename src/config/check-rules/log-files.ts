/** Log files that cannot be rotated, or that get in each other's way when they are. */
import type { LogTarget, ProcessConfig } from '../model.ts';
import { pythonAbsolute } from '../python-path.ts';
import { allProcesses, type CheckRule, type Observation, warning } from './rule.ts';

const STREAMS = ['stdout', 'stderr'] as const;
/** Terminals, pipes and what the daemon's own descriptors lead to. Renaming them is neither possible nor meant. */
const NOT_ROTATABLE = /^\/dev\/(?!null$|shm\/)|^\/proc\/(?:self|\d+)\/fd\//;

export const rotatedDevice: CheckRule = function* ({ config }) {
  const { logfile, logfileMaxBytes } = config.daemon;
  if (logfile.kind === 'file') {
    yield* observeRotation({
      section: 'supervisord',
      prefix: '',
      path: logfile.path,
      limit: logfileMaxBytes,
    });
  }
  for (const { section, ...process } of allProcesses(config)) {
    for (const stream of STREAMS) {
      const { logfile: target, maxBytes } = process[stream];
      if (target.kind !== 'file') continue;
      yield* observeRotation({ section, prefix: `${stream}_`, path: target.path, limit: maxBytes });
    }
  }
};

function* observeRotation(file: {
  readonly section: string;
  readonly prefix: string;
  readonly path: string;
  readonly limit: number;
}): Generator<Observation> {
  if (file.limit <= 0 || !NOT_ROTATABLE.test(file.path)) return;
  yield warning({
    code: 'rotated-device',
    section: file.section,
    key: `${file.prefix}logfile`,
    message: `${file.path} cannot be rotated, yet it has a size limit; Supervisor reports an error at every write`,
    cure: `Set ${file.prefix}logfile_maxbytes=0`,
  });
}

interface LogUse {
  readonly section: string;
  readonly key: string;
  /** `web`, or `web:web_01`; null for the daemon. */
  readonly process: string | null;
  /** `stdout of web`, for a message. */
  readonly writer: string;
  readonly path: string;
  readonly isRotated: boolean;
}

/** Reported once for each key that leads to a file which another stream already uses, however many copies it has. */
export const sharedLogFile: CheckRule = function* ({ config, machine }) {
  const firstByPath = new Map<string, LogUse>();
  const told = new Set<string>();
  const { logfile, logfileMaxBytes } = config.daemon;
  const uses = [...allProcesses(config)].flatMap(logUses);
  if (logfile.kind === 'file') uses.unshift(mainLogUse(logfile.path, logfileMaxBytes));
  for (const use of uses) {
    const path = pythonAbsolute(use.path, machine.cwd);
    const first = firstByPath.get(path);
    const setting = `${path}\n${use.section}\n${use.key}`;
    if (first === undefined) firstByPath.set(path, use);
    else if (!told.has(setting)) {
      told.add(setting);
      yield shared(first, use);
    }
  }
};

function shared(first: LogUse, use: LogUse): Observation {
  const isSameProcess = first.process === use.process;
  const isSameSection = first.section === use.section;
  const copies = 'Give each copy a file of its own, with %(process_num)s in the name';
  const effect =
    first.isRotated || use.isRotated
      ? 'each rotates the file by itself, and lines are lost'
      : 'their lines are mixed';
  return warning({
    code: 'shared-log-file',
    section: use.section,
    key: use.key,
    message: `${first.writer} and ${use.writer} write to one file, ${use.path}: ${effect}`,
    cure: isSameProcess ? 'Set redirect_stderr=true' : isSameSection ? copies : 'Give each a file of its own',
  });
}

function mainLogUse(path: string, limit: number): LogUse {
  return {
    section: 'supervisord',
    key: 'logfile',
    process: null,
    writer: 'the daemon',
    path,
    isRotated: limit > 0,
  };
}

function logUses(process: ProcessConfig): LogUse[] {
  const name = process.group === process.name ? process.name : `${process.group}:${process.name}`;
  return STREAMS.flatMap((stream) => {
    const { logfile, maxBytes } = process[stream];
    const path = regularPath(logfile);
    if (path === null) return [];
    const writer = `${stream} of ${name}`;
    return [
      {
        section: process.section,
        key: `${stream}_logfile`,
        process: name,
        writer,
        path,
        isRotated: maxBytes > 0,
      },
    ];
  });
}

function regularPath(target: LogTarget): string | null {
  if (target.kind !== 'file' || target.path === '') return null;
  return /^\/(?:dev|proc)\//.test(target.path) ? null : target.path;
}
