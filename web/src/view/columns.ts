/** Columns of the table by the room that there is. */

/** `slim` is the table beside an open program, `narrow` a telephone. */
export type Layout = 'wide' | 'medium' | 'slim' | 'narrow';

export type Column =
  | 'select'
  | 'state'
  | 'name'
  | 'uptime'
  | 'pid'
  | 'cpu'
  | 'memory'
  | 'restarts'
  | 'spark'
  | 'actions';

export const COLUMNS: Readonly<
  Record<Layout, { readonly names: readonly Column[]; readonly rowHeight: number }>
> = {
  wide: {
    names: ['select', 'state', 'name', 'uptime', 'pid', 'cpu', 'memory', 'restarts', 'spark', 'actions'],
    rowHeight: 32,
  },
  medium: { names: ['select', 'state', 'name', 'uptime', 'cpu', 'memory', 'actions'], rowHeight: 32 },
  slim: { names: ['select', 'state', 'name', 'uptime', 'actions'], rowHeight: 32 },
  narrow: { names: ['select', 'name', 'actions'], rowHeight: 56 },
};

/** For whom may only look, nothing is to be selected or done. */
export function columnsOf(layout: Layout, isReadOnly: boolean): readonly Column[] {
  const { names } = COLUMNS[layout];
  return isReadOnly ? names.filter((name) => name !== 'select' && name !== 'actions') : names;
}
