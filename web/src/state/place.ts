/** What the page shows, as the part of its address behind the number sign: the table, or a program beside it. */
import { signal } from '@preact/signals';

export type Tab = 'log' | 'history' | 'processes' | 'configuration' | 'explain';

export type Place =
  | { readonly kind: 'table' }
  | { readonly kind: 'process'; readonly key: string; readonly tab: Tab };

const TABS: readonly Tab[] = ['log', 'history', 'processes', 'configuration', 'explain'];

export class Navigation {
  readonly place = signal<Place>({ kind: 'table' });

  start(): void {
    const read = () => {
      this.place.value = parsePlace(location.hash);
    };
    read();
    addEventListener('hashchange', read);
  }

  go(place: Place): void {
    location.hash = addressOf(place);
  }
}

export function addressOf(place: Place): string {
  return place.kind === 'table' ? '#/' : `#/${encodeURIComponent(place.key)}/${place.tab}`;
}

function parsePlace(hash: string): Place {
  const [, key = '', tab] = hash.split('/');
  if (key === '') return { kind: 'table' };
  return { kind: 'process', key: decoded(key), tab: TABS.find((each) => each === tab) ?? 'log' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Percent signs that encode nothing.
    return text;
  }
}
