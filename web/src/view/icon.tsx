const PATHS = {
  start: 'M5 3.5v9l7-4.5z',
  stop: 'M4.5 4.5h7v7h-7z',
  restart: 'M12.5 8a4.5 4.5 0 1 1-1.4-3.25M12.5 2.5v3h-3',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  pause: 'M5.5 4v8M10.5 4v8',
  end: 'M8 3v8M4.5 7.5L8 11l3.5-3.5M4 13.5h8',
  download: 'M8 2.5v7M5 7l3 3 3-3M3 13h10',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.4h.01',
} as const;

export type IconName = keyof typeof PATHS;

const FILLED: ReadonlySet<IconName> = new Set(['start', 'stop']);

/** A drawing beside a text, or in a button with a label: never read out. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon ${FILLED.has(name) ? 'icon-filled' : ''}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
