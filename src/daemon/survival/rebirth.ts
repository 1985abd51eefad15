/**
 * What an earlier vigild left behind, and how this one goes on with it. The journal says what was so; each pid in it is
 * verified by its start time and then held, so that no other process is ever taken for a program of ours. Where the
 * journal leaves a question open - a spawn that was about to be made, a torn or missing journal - the machine's processes
 * are searched, since a second copy of a program is worse than anything else.
 */
import type { GroupConfig, ProcessConfig } from '../../config/model.ts';
import type { ExitStatus } from '../../core/exit-status.ts';
import { INITIAL_STATE, isClearing, isStopped, pidOf } from '../../core/process-state.ts';
import {
  later,
  type MonotonicTime,
  milliseconds,
  type Pid,
  toMilliseconds,
  pid as toPid,
  wallClockTime,
} from '../../core/units.ts';
import type { RecordedIdentity } from '../../journal/record.ts';
import { type JournalContent, type JournaledProcess, processKey } from '../../journal/replay.ts';
import type { JournaledEvents } from '../../journal/replay-pools.ts';
import type { HoldOutcome } from '../../os/pidfd-watch.ts';
import type { ProcessIdentity } from '../../os/process-table.ts';
import { TICKS_PER_SECOND } from '../../os/process-usage.ts';
import type { SurvivingProgram } from '../../os/surviving-programs.ts';
import type { ProcessBeginning } from '../../supervisor/process-beginning.ts';
import { journalNotices, type RebirthNotice } from './journal-notices.ts';
import { movedFrom, rebornGroups } from './reborn-groups.ts';

export interface RebirthWorld {
  /** Now, on the clock of the journal. */
  readonly now: MonotonicTime;
  readonly wallNow: number;
  readonly ticksNow: number;
  hold(identity: ProcessIdentity): HoldOutcome;
  /** Costly; asked at most once. */
  findSurvivingPrograms(): readonly SurvivingProgram[];
  /** All keepers of pipes of this instance. Costly. */
  findKeepers(): readonly ProcessIdentity[];
  /** Whether anything at all may have survived: a daemon that did not end in order has left its traces. */
  hasTraces(): boolean;
}

/** A process that goes on from where it was. */
export interface RebornProcess extends ProcessBeginning {
  readonly child: RecordedIdentity | null;
  /** The child of the state ended, with this status. Null: it lives, or there is none. */
  readonly ended: ExitStatus | null;
  /** The stop signal may not have been sent. */
  readonly isStopUnsent: boolean;
  /** A start of it was under way, and its process is gone: when that was spawned at the earliest, in clock ticks since boot. */
  readonly cutShortAt?: number;
  readonly logs: { readonly stdout: string | null; readonly stderr: string | null };
}

export interface Rebirth {
  /** The groups to begin with. */
  readonly groups: readonly GroupConfig[];
  /** By `group:name`; only those of {@link groups}. */
  readonly processes: ReadonlyMap<string, RebornProcess>;
  /** What there is to say of the journal. */
  readonly notices: readonly RebirthNotice[];
  /** They are held, like the programs. */
  readonly keepers: readonly ProcessIdentity[];
  /** Events that wait for listeners; null: none are known. */
  readonly events: JournaledEvents | null;
  /** Whether another daemon died here. */
  readonly isAfterCrash: boolean;
}

export function planRebirth(
  content: JournalContent,
  configured: readonly GroupConfig[],
  world: RebirthWorld,
): Rebirth {
  return new Planning(content, configured, world).plan();
}

/** In milliseconds. */
const TICK = 1000 / TICKS_PER_SECOND;
/** Start times and the time since boot are rounded in ways of their own. */
const TICK_TOLERANCE = 5;

class Planning {
  readonly #content: JournalContent;
  readonly #configured: readonly GroupConfig[];
  readonly #world: RebirthWorld;
  readonly #processes = new Map<string, RebornProcess>();
  readonly #running: ProcessConfig[] = [];
  readonly #claimed = new Set<Pid>();
  readonly #notices: RebirthNotice[] = [];
  #survivors: readonly SurvivingProgram[] | null = null;
  /** Of all that is configured, once somebody has asked. */
  #names: ReadonlySet<string> | null = null;

  constructor(content: JournalContent, configured: readonly GroupConfig[], world: RebirthWorld) {
    this.#content = content;
    this.#configured = configured;
    this.#world = world;
  }

  plan(): Rebirth {
    const content = this.#content;
    const journaled = content.kind === 'running' ? [...content.processes.values()] : [];
    // All that are known by their identity first: what is found by searching is then somebody else.
    for (const process of journaled) if (process.startTicks !== null) this.#goOn(process);
    for (const process of journaled) if (process.startTicks === null) this.#goOn(process);
    if (this.#mustSearch()) this.#search();
    const groups = rebornGroups(this.#configured, {
      processes: this.#running,
      groups: content.kind === 'running' ? content.groups : new Map(),
      known: new Set(this.#processes.keys()),
    });
    this.#moveResting(groups, journaled);
    const names = new Set(groups.flatMap(({ processes }) => processes.map(processKey)));
    for (const [key, { ended, child }] of this.#processes) {
      if (ended === null || names.has(key)) continue;
      const message = `'${key}' with pid ${child?.pid} ended meanwhile and is not in the configuration any more`;
      this.#notices.push({ level: 'warn', message });
    }
    return {
      groups,
      processes: new Map([...this.#processes].filter(([key]) => names.has(key))),
      notices: [...journalNotices(content, this.#processes.size > 0), ...this.#notices],
      keepers: this.#holdKeepers(),
      events: content.kind === 'running' ? content.events : null,
      isAfterCrash: this.#processes.size > 0,
    };
  }

  /** What is down goes on in the group where the file has it now: a stop by hand is one of the program. */
  #moveResting(groups: readonly GroupConfig[], journaled: readonly JournaledProcess[]): void {
    const before = journaled.map(({ config }) => config);
    for (const [key, from] of movedFrom(groups, before)) {
      const resting = this.#processes.get(from);
      if (resting === undefined || this.#processes.has(key)) continue;
      if (isStopped(resting.state) && pidOf(resting.state) === null) this.#processes.set(key, resting);
    }
  }

  #goOn(process: JournaledProcess): void {
    const { state, config, startTicks } = process;
    const pid = pidOf(state);
    if (state.name === 'SPAWNING') {
      this.#finishSpawn(process);
    } else if (pid === null) {
      this.#add(config, { ...reborn(process), ...this.#whenStopped(process) });
    } else {
      const child = { pid, startTicks: startTicks ?? 0 };
      const outcome = this.#world.hold(child);
      if (outcome.kind === 'held') this.#claimed.add(pid);
      // One that ended and is not configured any more still has last words, and an exit to be told of.
      if (outcome.kind === 'held' || !this.#isConfigured(config)) this.#running.push(config);
      const isStopUnsent = state.name === 'STOPPING' && process.isPending;
      const ended = outcome.kind === 'gone' ? outcome.status : null;
      const cutShort = state.name === 'STARTING' && ended !== null ? { cutShortAt: child.startTicks } : {};
      const past = { ...reborn(process), ...this.#whenStopped(process), ...cutShort };
      this.#add(config, { ...past, child, ended, isStopUnsent });
    }
  }

  /** What was cut short is made up for: a restart of the process; an end of the daemon, as after a whole one. */
  #whenStopped(process: JournaledProcess): Pick<Partial<RebornProcess>, 'state' | 'startsAgain'> {
    const { state, config, stoppedByShutdown, isRestarting } = process;
    if (isRestarting === true && this.#isConfigured(config)) return { startsAgain: 'as-asked' };
    if (stoppedByShutdown !== true) return {};
    if (pidOf(state) === null && !isClearing(state)) {
      return { state: INITIAL_STATE };
    }
    return this.#isConfigured(config) ? { startsAgain: 'by-autostart' } : {};
  }

  #isConfigured(config: ProcessConfig): boolean {
    this.#names ??= new Set(this.#configured.flatMap(({ processes }) => processes.map(processKey)));
    return this.#names.has(processKey(config));
  }

  /**
   * Nobody knows whether the spawn was made. If not, it is made now, as the start that was announced. A child that went into
   * the background by forking twice leads no group any more: it is ended first, like what a crash leaves.
   */
  #finishSpawn(process: JournaledProcess): void {
    const { config, state, sinceTicks } = process;
    const survivor = this.#claim(config, (sinceTicks ?? 0) - TICK_TOLERANCE);
    if (survivor === null) {
      const { history } = state;
      this.#add(config, {
        ...reborn(process),
        state: { name: 'CLEARING', as: 'STARTING', startAt: null, history },
        cutShortAt: (sinceTicks ?? 0) - TICK_TOLERANCE,
      });
      return;
    }
    this.#running.push(config);
    const spawnedAt = this.#spawnedAt(survivor);
    const deadline = later(spawnedAt, toMilliseconds(config.startsecs));
    const { history } = state;
    this.#add(config, {
      ...reborn(process),
      state: { name: 'STARTING', pid: survivor.pid, spawnedAt, history, deadline },
      child: survivor,
    });
  }

  /** After an orderly end, or where the whole journal could be read, it answers everything. */
  #mustSearch(): boolean {
    const { kind } = this.#content;
    if (kind === 'ended' || kind === 'other-boot') return false;
    if (kind === 'running') return this.#content.droppedBytes > 0;
    return this.#world.hasTraces();
  }

  /** Without a journal only this is known of what lives: whose it is, and since when. */
  #search(): void {
    for (const config of this.#configured.flatMap(({ processes }) => processes)) {
      const known = this.#processes.get(processKey(config));
      if (known !== undefined && pidOf(known.state) !== null && known.ended === null) continue;
      const survivor = this.#claim(config, 0);
      if (survivor !== null) this.#found(config, survivor);
    }
    for (const { pid, group, name } of this.#survivors ?? []) {
      if (this.#claimed.has(pid)) continue;
      this.#notices.push({
        level: 'warn',
        message: `process ${pid} was started as '${group}:${name}' by an earlier vigild and is not in the configuration: it is left alone`,
      });
    }
  }

  #found(config: ProcessConfig, survivor: SurvivingProgram): void {
    this.#running.push(config);
    const age = (this.#world.ticksNow - survivor.startTicks) * TICK;
    const startedAt = wallClockTime(this.#world.wallNow - age);
    this.#add(config, {
      state: {
        name: 'RUNNING',
        pid: survivor.pid,
        spawnedAt: this.#spawnedAt(survivor),
        history: { ...INITIAL_STATE.history, startedAt },
      },
      child: survivor,
      ended: null,
      isStopUnsent: false,
      logs: { stdout: null, stderr: null },
    });
  }

  #claim({ group, name }: ProcessConfig, sinceTicks: number): SurvivingProgram | null {
    this.#survivors ??= this.#world.findSurvivingPrograms();
    for (const survivor of this.#survivors) {
      const fits = survivor.group === group && survivor.name === name && survivor.startTicks >= sinceTicks;
      if (!fits || this.#claimed.has(survivor.pid)) continue;
      if (this.#world.hold(survivor).kind !== 'held') continue;
      this.#claimed.add(survivor.pid);
      return survivor;
    }
    return null;
  }

  #holdKeepers(): readonly ProcessIdentity[] {
    const { keeper, isKeeperChanging } =
      this.#content.kind === 'running' ? this.#content : { keeper: null, isKeeperChanging: false };
    const known = keeper === null ? [] : [identityOf(keeper)];
    const found = isKeeperChanging || this.#mustSearch() ? this.#world.findKeepers() : known;
    return found.filter((identity) => this.#world.hold(identity).kind === 'held');
  }

  #spawnedAt({ startTicks }: ProcessIdentity): MonotonicTime {
    const { now, ticksNow } = this.#world;
    return later(now, milliseconds(-Math.max(ticksNow - startTicks, 0) * TICK));
  }

  #add(config: ProcessConfig, process: RebornProcess): void {
    this.#processes.set(processKey(config), process);
  }
}

function reborn({ state, logs, clearsBeforeStart }: JournaledProcess): RebornProcess {
  const clears = clearsBeforeStart === true ? { clearsBeforeStart } : {};
  return { state, logs, child: null, ended: null, isStopUnsent: false, ...clears };
}

/** The identity that a pid of the journal has. */
const identityOf = ({ pid, startTicks }: RecordedIdentity): ProcessIdentity => ({
  pid: toPid(pid),
  startTicks,
});
