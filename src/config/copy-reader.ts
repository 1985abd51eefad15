/**
 * The keys that are read anew for each process of a section. Texts that come out the same for two copies yield the
 * same objects, so that a thousand copies share their environment and their streams.
 */
import { Expansions } from './expansion.ts';
import type { WrittenLogTarget } from './machine-values.ts';
import type { LogTarget, ProcessConfig, SocketConfig, SourcePosition, StreamConfig } from './model.ts';
import type { DefaultedOption, Option } from './option.ts';
import { PROGRAM_OPTIONS as OPTIONS } from './program-options.ts';
import type { ProgramSource, SharedSettings } from './read-program.ts';
import type { SectionReader } from './section-reader.ts';
import { socketUrl } from './socket-address.ts';

export interface CopyReaderParts extends ProgramSource {
  readonly reader: SectionReader;
  /** The names of this section; the reader sees what is added to it. */
  readonly own: Map<string, string | number>;
  readonly shared: SharedSettings;
  readonly nameTemplate: string;
  readonly origins: ReadonlyMap<string, SourcePosition>;
}

type StreamName = 'stdout' | 'stderr';

const STREAM_OPTIONS = {
  stdout: {
    logfile: OPTIONS.stdout_logfile,
    backups: OPTIONS.stdout_logfile_backups,
    maxBytes: OPTIONS.stdout_logfile_maxbytes,
    syslog: OPTIONS.stdout_syslog,
  },
  stderr: {
    logfile: OPTIONS.stderr_logfile,
    backups: OPTIONS.stderr_logfile_backups,
    maxBytes: OPTIONS.stderr_logfile_maxbytes,
    syslog: OPTIONS.stderr_syslog,
  },
} as const;

const NO_LOG: LogTarget = { kind: 'none' };
const NO_SOCKETS: readonly SocketConfig[] = [];
const NO_PAIRS: ReadonlyMap<string, string> = new Map();

export class CopyReader {
  readonly #parts: CopyReaderParts;
  readonly #reader: SectionReader;
  /** What the daemon's environment hides of the copies before: `environment` itself is expanded with these. */
  readonly #namesForEnvironment: Expansions;
  readonly #names: Expansions;
  readonly #lastValues = new Map<string, { readonly text: string; readonly value: unknown }>();
  readonly #lastStreams = new Map<StreamName, StreamConfig>();
  #pairs: ReadonlyMap<string, string> = NO_PAIRS;
  #environment: ReadonlyMap<string, string>;

  constructor(parts: CopyReaderParts) {
    this.#parts = parts;
    this.#reader = parts.reader;
    this.#namesForEnvironment = new Expansions(parts.own, parts.reading.environmentNames);
    this.#names = new Expansions(parts.reading.environmentNames, parts.own);
    this.#environment = parts.daemonEnvironment;
  }

  /** One copy. Mistakes are noted by the section's reader; the copy is not to be used then. */
  read(processNumber: number): ProcessConfig {
    const { own, shared, section, groupName } = this.#parts;
    own.set('process_num', processNumber);
    own.set('numprocs', shared.numprocs);
    this.#readEnvironment();
    const directory = this.#reader.expanded(OPTIONS.directory);
    const sockets = this.#sockets();
    const stdout = this.#stream('stdout');
    const stderr = this.#stream('stderr');
    const command = this.#command();
    return {
      name: this.#processName(),
      group: groupName,
      section: section.name,
      position: section.position,
      origins: this.#parts.origins,
      command,
      directory,
      umask: shared.umask,
      priority: shared.priority,
      autostart: shared.autostart,
      autorestart: shared.autorestart,
      startsecs: shared.startsecs,
      startretries: shared.startretries,
      stopsignal: shared.stopsignal,
      stopwaitsecs: shared.stopwaitsecs,
      stopasgroup: shared.stopasgroup,
      killasgroup: shared.killasgroup,
      exitcodes: shared.exitcodes,
      user: shared.user,
      redirectStderr: shared.redirectStderr,
      environment: this.#environment,
      serverurl: shared.serverurl,
      critical: shared.critical,
      sockets,
      stdout,
      stderr,
      // Written out: V8 would keep a description of its own for each copy of an object that gets another member.
      family: {
        daemonize: shared.family.daemonize,
        stopScope: shared.family.stopScope,
        leftovers: shared.family.leftovers,
        pidfile: this.#reader.expanded(OPTIONS.pidfile),
      },
    };
  }

  /** Reads `environment` and makes its variables known to the keys that are read after it. */
  #readEnvironment(): void {
    const { own, reading, daemonEnvironment } = this.#parts;
    const option = OPTIONS.environment;
    const written = this.#reader.entry(option.key)?.value ?? option.default;
    const text = this.#reader.expandText(written, {
      key: option.key,
      label: option.key,
      names: this.#namesForEnvironment,
    });
    const pairs = text ? (this.#parse(option, text) ?? NO_PAIRS) : NO_PAIRS;
    if (pairs === this.#pairs) return;
    for (const name of this.#pairs.keys()) {
      if (reading.environmentNames.has(`ENV_${name}`)) own.delete(`ENV_${name}`);
    }
    for (const [name, value] of pairs) own.set(`ENV_${name}`, value);
    this.#pairs = pairs;
    this.#environment = pairs.size === 0 ? daemonEnvironment : new Map([...daemonEnvironment, ...pairs]);
  }

  #sockets(): readonly SocketConfig[] {
    const addresses = this.#value(OPTIONS.sockets);
    if (addresses.length === 0) return NO_SOCKETS;
    return addresses.map((address) => ({
      url: socketUrl(address),
      address,
      owner: null,
      mode: address.kind === 'unix' ? this.#parts.shared.socketsMode : null,
      backlog: null,
    }));
  }

  #stream(stream: StreamName): StreamConfig {
    const { shared, section } = this.#parts;
    const options = STREAM_OPTIONS[stream];
    const { captureMaxBytes, eventsEnabled, timestamp } = shared[stream];
    const written = this.#logTarget(options.logfile);
    const backups = this.#value(options.backups);
    const maxBytes = this.#value(options.maxBytes);
    const isSyslog = this.#value(options.syslog);
    if (written.kind === 'syslog') {
      this.#warn(
        `For [${section.name}], ${options.logfile.key}=syslog but this is deprecated and will be removed.  ` +
          `Use ${options.syslog.key}=true to enable syslog instead.`,
      );
    }
    if (written.kind === 'auto' && maxBytes === 0) {
      this.#warn(
        `For [${section.name}], AUTO logging used for ${options.logfile.key} without rollover, ` +
          'set maxbytes > 0 to avoid filling up filesystem unintentionally',
      );
    }
    return this.#shareStream(stream, {
      logfile: stream === 'stderr' ? this.#unlessRedirected(written) : withoutSyslog(written),
      maxBytes,
      backups,
      captureMaxBytes,
      eventsEnabled,
      syslog: isSyslog || written.kind === 'syslog',
      ...(timestamp === 'none' ? {} : { timestamp }),
    });
  }

  #unlessRedirected(written: WrittenLogTarget): LogTarget {
    if (!this.#parts.shared.redirectStderr) return withoutSyslog(written);
    if (written.kind === 'file') {
      this.#warn(
        `For [${this.#parts.section.name}], redirect_stderr=true but stderr_logfile has also been set to a ` +
          'filename, the filename has been ignored',
      );
    }
    return NO_LOG;
  }

  /** The path is expanded twice: once as every key, then again under its bare name. */
  #logTarget(option: DefaultedOption<WrittenLogTarget>): WrittenLogTarget {
    const once = this.#reader.expanded(option);
    if (once === null) return this.#reader.defaultValue(option);
    const twice = this.#reader.expandText(once, { key: option.key, label: option.key, names: this.#names });
    const target = twice === undefined ? undefined : this.#parse(option, twice);
    return target ?? NO_LOG;
  }

  #shareStream(stream: StreamName, config: StreamConfig): StreamConfig {
    const last = this.#lastStreams.get(stream);
    const isSame =
      last !== undefined &&
      last.logfile === config.logfile &&
      last.maxBytes === config.maxBytes &&
      last.backups === config.backups &&
      last.syslog === config.syslog;
    if (isSame) return last;
    this.#lastStreams.set(stream, config);
    return config;
  }

  #command(): string {
    const { section } = this.#parts;
    const { key, example } = OPTIONS.command;
    if (this.#reader.entry(key) === undefined) {
      this.#reader.fail(`program section ${section.name} does not specify a command`, {
        code: 'missing-key',
        key,
        cure: `Add a line such as "command=${example}"`,
      });
    }
    return this.#reader.expanded(OPTIONS.command) ?? '';
  }

  #processName(): string {
    const { key } = OPTIONS.process_name;
    const place = { key, label: key, names: this.#names };
    return this.#reader.expandText(this.#parts.nameTemplate, place) ?? '';
  }

  #value<Value>(option: DefaultedOption<Value>): Value {
    const text = this.#reader.expanded(option);
    const read = text === null ? undefined : this.#parse(option, text);
    return read === undefined ? this.#reader.defaultValue(option) : read;
  }

  /** The value of the copy before where the text is the same. Undefined after a failure. */
  #parse<Value>(option: Option<Value>, text: string): Value | undefined {
    if (this.#parts.shared.numprocs === 1) return this.#reader.parse(option, text);
    const last = this.#lastValues.get(option.key);
    // The value was stored below for the same option, hence it has the option's type.
    if (last !== undefined && last.text === text) return last.value as Value | undefined;
    const value = this.#reader.parse(option, text);
    this.#lastValues.set(option.key, { text, value });
    return value;
  }

  #warn(message: string): void {
    this.#parts.reading.notices.push({ level: 'warn', message });
  }
}

function withoutSyslog(written: WrittenLogTarget): LogTarget {
  return written.kind === 'syslog' ? NO_LOG : written;
}
