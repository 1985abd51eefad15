/** What keys do, wherever the focus is. */
import { isUp } from '../model/operation.ts';
import type { Page } from './page.ts';

export interface KeyHelp {
  readonly keys: readonly string[];
  readonly text: string;
}

export const KEYS: readonly KeyHelp[] = [
  { keys: ['/'], text: 'Filter by name and state; in a log, search' },
  { keys: ['j', '↓'], text: 'Next line' },
  { keys: ['k', '↑'], text: 'Line before' },
  { keys: ['Enter'], text: 'Open the program; open or close a group' },
  { keys: ['Esc'], text: 'Close, clear the selection, clear the filter' },
  { keys: ['s'], text: 'Start what is down, stop what is up' },
  { keys: ['r'], text: 'Restart' },
  { keys: ['x', 'Space'], text: 'Select' },
  { keys: ['a'], text: 'Select everything that is shown' },
  { keys: ['m'], text: 'More: signals, clear logs' },
  { keys: ['u'], text: 'Undo the last start or stop' },
  { keys: ['f'], text: 'In a log: follow its end' },
  { keys: ['e'], text: 'In a log: next error' },
  { keys: ['?'], text: 'This list' },
];

/** Elements that views mark, so that keys find them. */
export const MARKS = {
  filter: 'filter',
  search: 'log-search',
  follow: 'log-follow',
  nextError: 'log-next-error',
} as const;

export function listenToKeys(page: Page): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    // An open dialog has its own keys.
    if (page.dialogs.open.value !== null) return;
    if (event.key === 'Escape') leave(page, event);
    else if (page.keysAreOn.value && !isTyping(event.target) && act(page, event)) event.preventDefault();
  });
}

function act(page: Page, { key, target }: KeyboardEvent): boolean {
  const { table, dialogs, operations } = page;
  if ((key === 'Enter' || key === ' ') && isControl(target)) return false;
  switch (key) {
    case '/':
      return focus(MARKS.search) || focus(MARKS.filter);
    case 'j':
    case 'ArrowDown':
      if (key === 'ArrowDown' && !isInTable(target)) return false;
      table.moveCursor(1);
      return true;
    case 'k':
    case 'ArrowUp':
      if (key === 'ArrowUp' && !isInTable(target)) return false;
      table.moveCursor(-1);
      return true;
    case 'Enter':
      open(page);
      return true;
    case 'x':
    case ' ': {
      const row = table.rows.value[table.cursorIndex.value];
      if (row !== undefined) table.toggleSelected(row);
      return row !== undefined;
    }
    case 'a':
      table.selectShown();
      return true;
    case 's': {
      const targets = table.targets.value;
      dialogs.order({ kind: targets.some(isUp) ? 'stop' : 'start', processes: targets });
      return true;
    }
    case 'r':
      dialogs.order({ kind: 'restart', processes: table.targets.value });
      return true;
    case 'm': {
      const processes = table.targets.value;
      if (processes.length > 0) dialogs.show({ kind: 'actions', title: '', processes });
      return true;
    }
    case 'u':
      operations.undo();
      return true;
    case 'f':
      return click(MARKS.follow);
    case 'e':
      return click(MARKS.nextError);
    case '?':
      dialogs.show({ kind: 'help' });
      return true;
    default:
      return false;
  }
}

/** From the innermost to the outermost. */
function leave({ navigation, table }: Page, { target }: KeyboardEvent): void {
  const isInFilter = target instanceof HTMLInputElement && target.dataset['mark'] === MARKS.filter;
  if (target instanceof HTMLElement && isTyping(target) && !(isInFilter && target.value !== '')) {
    target.blur();
    return;
  }
  if (isInFilter) table.setText('');
  else if (navigation.place.value.kind === 'process') navigation.go({ kind: 'table' });
  else if (table.selection.value.size > 0) table.clearSelection();
  else table.clearFilter();
}

function open({ table, navigation }: Page): void {
  const row = table.rows.value[table.cursorIndex.value];
  if (row?.kind === 'group') table.toggleGroup(row.name);
  else if (row !== undefined) navigation.go({ kind: 'process', key: row.key, tab: 'log' });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target instanceof HTMLTextAreaElement ||
      target instanceof HTMLSelectElement ||
      (target instanceof HTMLInputElement && target.type !== 'checkbox' && target.type !== 'range'))
  );
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('button, a, summary, input') !== null;
}

function isInTable(target: EventTarget | null): boolean {
  return (
    target === document.body || (target instanceof HTMLElement && target.closest('[role=grid]') !== null)
  );
}

function marked(mark: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-mark=${mark}]`);
}

function focus(mark: string): boolean {
  const element = marked(mark);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
  return element !== null;
}

function click(mark: string): boolean {
  const element = marked(mark);
  element?.click();
  return element !== null;
}
