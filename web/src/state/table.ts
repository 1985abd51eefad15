/** What of the table is shown, where the cursor is, and what is selected. */
import { computed, signal } from '@preact/signals';
import { type Filter, matches } from '../model/filter.ts';
import { type SortKey, type TableRow, tableRows } from '../model/table-rows.ts';
import { namespec, type ProcessInfo, type StateName } from '../wire.ts';
import type { UsageWatch } from './usage.ts';
import type { World } from './world.ts';

const NO_USAGE = new Map();

export class Table {
  readonly filter = signal<Filter>({ text: '', states: new Set() });
  readonly sort = signal<SortKey>('configured');
  readonly closedGroups = signal<ReadonlySet<string>>(new Set());
  readonly selection = signal<ReadonlySet<string>>(new Set());
  /** The key of the row with the cursor; it may have gone. */
  readonly cursor = signal<string | null>(null);
  readonly #world: World;
  readonly #usage: UsageWatch;

  constructor(world: World, usage: UsageWatch) {
    this.#world = world;
    this.#usage = usage;
  }

  readonly rows = computed<readonly TableRow[]>(() =>
    tableRows({
      processes: this.#world.processes.value.values(),
      isShown: matches(this.filter.value),
      sort: this.sort.value,
      closedGroups: this.closedGroups.value,
      usage: isByUsage(this.sort.value) ? this.#usage.series.value : NO_USAGE,
    }),
  );

  readonly cursorIndex = computed(() => this.rows.value.findIndex(({ key }) => key === this.cursor.value));

  /** What the filter lets through, in closed groups too. */
  readonly shown = computed<readonly ProcessInfo[]>(() =>
    [...this.#world.processes.value.values()].filter(matches(this.filter.value)),
  );

  /** What an action is for: the selection, else the row with the cursor. */
  readonly targets = computed<readonly ProcessInfo[]>(() => {
    const selected = this.selectedProcesses.value;
    if (selected.length > 0) return selected;
    const row = this.rows.value[this.cursorIndex.value];
    if (row === undefined) return [];
    return row.kind === 'group' ? row.members : [row.info];
  });

  readonly selectedProcesses = computed<readonly ProcessInfo[]>(() => {
    const processes = this.#world.processes.value;
    return [...this.selection.value].flatMap((key) => processes.get(key) ?? []);
  });

  setText(text: string): void {
    this.filter.value = { ...this.filter.value, text };
  }

  toggleState(state: StateName): void {
    this.filter.value = { ...this.filter.value, states: toggled(this.filter.value.states, state) };
  }

  clearFilter(): void {
    this.filter.value = { text: '', states: new Set() };
  }

  moveCursor(by: number): void {
    const rows = this.rows.value;
    const from = this.cursorIndex.value;
    const index = from === -1 ? (by > 0 ? 0 : rows.length - 1) : from + by;
    this.cursor.value = rows[Math.max(0, Math.min(rows.length - 1, index))]?.key ?? null;
  }

  toggleGroup(name: string): void {
    this.closedGroups.value = toggled(this.closedGroups.value, name);
  }

  /** A group's row stands for its members. Whoever may only look selects nothing. */
  toggleSelected(row: TableRow): void {
    if (this.#world.isReadOnly) return;
    const keys = row.kind === 'group' ? row.members.map(namespec) : [row.key];
    const selection = new Set(this.selection.value);
    const areAllSelected = keys.every((key) => selection.has(key));
    for (const key of keys) {
      if (areAllSelected) selection.delete(key);
      else selection.add(key);
    }
    this.selection.value = selection;
  }

  selectShown(): void {
    if (this.#world.isReadOnly) return;
    this.selection.value = new Set(this.shown.value.map(namespec));
  }

  clearSelection(): void {
    this.selection.value = new Set();
  }
}

function isByUsage(sort: SortKey): boolean {
  return sort === 'cpu' || sort === 'memory';
}

function toggled<T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
