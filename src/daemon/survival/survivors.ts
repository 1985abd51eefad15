/** Programs of an earlier vigild in this one's life: found at its start, put into their places, and gone on with. */
import { existsSync } from 'node:fs';
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';
import { counted } from '../../core/counted.ts';
import type { PoolPast } from '../../core/pool-past.ts';
import { isStopped, pidOf } from '../../core/process-state.ts';
import { readJournal } from '../../journal/journal-file.ts';
import type { RecordedIdentity } from '../../journal/record.ts';
import { type JournalContent, processKey, replay } from '../../journal/replay.ts';
import { bootId, type ProcessIdentity, readStartTicks } from '../../os/process-table.ts';
import { findSurvivingPrograms } from '../../os/surviving-programs.ts';
import type { ManagedProcess } from '../../supervisor/managed-process.ts';
import type { ActivityLog } from '../../supervisor/ports.ts';
import type { ProcessBeginning } from '../../supervisor/process-beginning.ts';
import type { ProcessGroup } from '../../supervisor/process-group.ts';
import type { Supervisor } from '../../supervisor/supervisor.ts';
import type { Instance } from '../instance.ts';
import type { Machine } from '../machine.ts';
import type { SurvivingSocket } from '../sockets/activation-sockets.ts';
import { findKeepers, type PipeKeeper } from '../streams/pipe-keeper.ts';
import { outputPipesIn, pipesIn } from '../streams/program-pipes.ts';
import { bootTime, ofThisBoot } from './hidden-boot.ts';
import { journalPath, type ProcessJournal } from './process-journal.ts';
import { planRebirth, type Rebirth, type RebornProcess } from './rebirth.ts';

export interface SurvivorsParts {
  readonly machine: Machine;
  readonly instance: Instance;
  readonly log: ActivityLog;
  /** The earlier daemon became this one. */
  readonly isUpgrade: boolean;
}

/** Who goes on with what survived. */
interface Successors {
  readonly supervisor: Supervisor;
  readonly keeper: PipeKeeper;
  readonly journal: ProcessJournal;
}

interface Survivor {
  readonly process: ManagedProcess;
  readonly reborn: RebornProcess;
}

export class Survivors {
  readonly #parts: SurvivorsParts;
  #rebirth: Rebirth | null = null;
  #survivors: Survivor[] = [];

  constructor(parts: SurvivorsParts) {
    this.#parts = parts;
  }

  /** Reads what the earlier daemon left. Answers the groups to begin with. */
  find(configured: readonly GroupConfig[]): readonly GroupConfig[] {
    const { machine, instance, log } = this.#parts;
    const { runDirectory } = instance;
    const content = this.#readJournal(journalPath(runDirectory));
    const rebirth = planRebirth(content, configured, {
      now: machine.clock.now(),
      wallNow: machine.clock.wallNow(),
      ticksNow: machine.startTimes.now(),
      hold: (identity) => machine.processes.hold(identity),
      findSurvivingPrograms: () => findSurvivingPrograms(runDirectory),
      findKeepers: () => findKeepers(runDirectory),
      // A daemon that ends in order removes its pid file; a configuration is always there.
      hasTraces: () => existsSync(instance.identity) || pipesIn(runDirectory).length > 0,
    });
    for (const { level, message } of rebirth.notices) log.log(level, message);
    this.#rebirth = rebirth;
    machine.eventSerials.skipTo(rebirth.events?.nextSerial ?? 0);
    return rebirth.groups;
  }

  #readJournal(path: string): JournalContent {
    const { clock, startTimes } = this.#parts.machine;
    const content = replay(readJournal(path), bootId());
    const isThere = ({ pid, startTicks }: RecordedIdentity) => readStartTicks(pid) === startTicks;
    return ofThisBoot(content, bootTime(clock.wallNow(), startTimes.now()), isThere);
  }

  /** Where the process goes on; undefined: it begins anew. */
  beginningOf(config: ProcessConfig): ProcessBeginning | undefined {
    return this.#reborn(config);
  }

  keptAutoLog(
    process: { readonly group: string; readonly name: string },
    channel: 'stdout' | 'stderr',
  ): string | null {
    return this.#reborn(process)?.logs[channel] ?? null;
  }

  /** What the pool of this group was at, if any of its listeners goes on. */
  poolPast(group: string): PoolPast | null {
    return this.#rebirth?.events?.pools.get(group) ?? null;
  }

  /** A copy of the listening socket of this URL that a program which lives on has from an earlier daemon. */
  socket(url: string): SurvivingSocket | null {
    const own = this.#parts.machine.takeSocket(url);
    if (own !== null) return own;
    let refused: SurvivingSocket | null = null;
    for (const group of this.#rebirth?.groups ?? []) {
      for (const config of group.processes) {
        const target = socketDescriptor(group, config, url);
        const reborn = this.#reborn(config);
        const pid = reborn === undefined || reborn.ended !== null ? null : pidOf(reborn.state);
        if (target === null || pid === null) continue;
        const found = this.#parts.machine.copySocket(pid, target);
        if (found.kind === 'copied') return found;
        refused ??= found;
      }
    }
    return refused;
  }

  /** Whether an AUTO log, or a rotated one, is that of a process that goes on. */
  keepsLog(path: string): boolean {
    const kept = new Set(
      [...(this.#rebirth?.processes.values() ?? [])].flatMap(({ logs }) => [logs.stdout, logs.stderr]),
    );
    return kept.has(path) || kept.has(path.replace(/\.\d+$/, ''));
  }

  /** The processes of this group are in their places. */
  added(group: ProcessGroup, journal: ProcessJournal): void {
    for (const process of group.processes()) {
      const reborn = this.#reborn(process.config);
      if (reborn === undefined) continue;
      journal.restored(process, reborn.child);
      const { child, ended, cutShortAt } = reborn;
      if (cutShortAt !== undefined) process.family.startWasCutShort(cutShortAt);
      if (child !== null && ended !== null) process.family.mainEndedUnseen(child);
      this.#survivors.push({ process, reborn });
    }
  }

  /** The keepers of the pipes that are left: one, unless the earlier daemon died while it replaced it. */
  get keepers(): readonly ProcessIdentity[] {
    return this.#rebirth?.keepers ?? [];
  }

  /** From here on this daemon has taken over: everything that waits for something goes on, all else is forgotten. */
  goOn({ supervisor, keeper, journal }: Successors): void {
    const survivors = this.#survivors;
    const { isAfterCrash = false, keepers = [] } = this.#rebirth ?? {};
    this.#survivors = [];
    this.#rebirth = null;
    if (keepers.length > 0) keeper.adopt(keepers, outputPipesIn(this.#parts.instance.runDirectory));
    for (const survivor of survivors) if (survivor.reborn.ended === null) this.#resume(survivor, supervisor);
    for (const survivor of survivors) {
      this.#reportEnd(survivor);
      // Going on with many takes long, and an exit is to be told of once.
      journal.flush();
    }
    for (const { process, reborn } of survivors) {
      if (reborn.startsAgain !== undefined) void startWhenStopped(process, supervisor);
    }
    keeper.relieve();
    if (isAfterCrash && !this.#parts.isUpgrade) this.#summarize(survivors);
  }

  #resume({ process, reborn }: Survivor, supervisor: Supervisor): void {
    // A client may have asked for something since the groups were added.
    const pid = pidOf(process.state);
    if (process.state === reborn.state || pid !== null) supervisor.resume(process);
    if (pid === null) return;
    this.#parts.log.log('info', `adopted: '${process.name}' with pid ${pid}, ${process.state.name}`);
    if (reborn.isStopUnsent) process.repeatStopSignal();
  }

  #reportEnd({ process, reborn }: Survivor): void {
    const pid = pidOf(process.state);
    if (reborn.ended === null || pid === null) return;
    process.runtime.adopt(pid);
    // Its deadline holds for the process that follows it, should one have taken its place.
    process.resume();
    process.childExited(reborn.ended);
  }

  #summarize(survivors: readonly Survivor[]): void {
    const adopted = survivors.filter(({ reborn }) => reborn.child !== null && reborn.ended === null).length;
    const ended = survivors.filter(({ reborn }) => reborn.ended !== null).length;
    this.#parts.log.log(
      'warn',
      `the vigild before this one was killed: ${counted(adopted, 'program')} taken over, ${counted(ended, 'program')} ended meanwhile`,
    );
  }

  #reborn(process: { readonly group: string; readonly name: string }): RebornProcess | undefined {
    return this.#rebirth?.processes.get(processKey(process));
  }
}

/** Unless somebody wants it otherwise meanwhile. */
async function startWhenStopped(process: ManagedProcess, supervisor: Supervisor): Promise<void> {
  const { signal } = new AbortController();
  const isMeant = () => process.past.stoppedByShutdown || process.past.isRestarting;
  while (isMeant() && !isStopped(process.state)) await process.nextChange({ signal });
  const isDown = isMeant() && pidOf(process.state) === null;
  const starts = process.past.isRestarting || supervisor.startsByItself(process.config);
  if (isDown && starts && supervisor.state === 'RUNNING') process.start();
}

/** The first after standard input, output and error. */
const FIRST_SOCKET = 3;

/** Which descriptor the program was started with for this socket. */
function socketDescriptor(
  group: GroupConfig,
  { sockets, memberSocket }: ProcessConfig,
  url: string,
): number | null {
  const shared = group.kind === 'fcgi-program' ? group.socket : memberSocket;
  if (shared?.url === url) return 0;
  const index = sockets.findIndex((socket) => socket.url === url);
  return index < 0 ? null : FIRST_SOCKET + index;
}
