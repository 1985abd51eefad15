/** Everything that the views show and change, made once. */
import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { readFirstState } from '../client/first-state.ts';
import { Dialogs } from './dialogs.ts';
import { Operations } from './operations.ts';
import { Navigation } from './place.ts';
import { Table } from './table.ts';
import { UsageWatch } from './usage.ts';
import { World } from './world.ts';

const KEYS_OFF = 'vigil-keys-off';

export class Page {
  readonly world = new World(readFirstState());
  readonly usage = new UsageWatch(this.world);
  readonly table = new Table(this.world, this.usage);
  readonly operations = new Operations(this.world);
  readonly dialogs = new Dialogs(this.operations, this.world.isReadOnly);
  readonly navigation = new Navigation();
  /** vigild's time in whole seconds, for what counts up. */
  readonly now = signal(Math.floor(Date.now() / 1000));
  /** Single letters act. Whoever dictates to the computer wants them off. */
  readonly keysAreOn = signal((storage()?.getItem(KEYS_OFF) ?? null) === null);
  /** What one of Supervisor's own URLs answered with. */
  readonly message = signal(new URLSearchParams(location.search).get('message'));

  start(): void {
    this.navigation.start();
    this.keysAreOn.subscribe((areOn) => {
      if (areOn) storage()?.removeItem(KEYS_OFF);
      else storage()?.setItem(KEYS_OFF, 'off');
    });
    // An open question belongs to the place where it was asked.
    this.navigation.place.subscribe(() => this.dialogs.close());
    this.world.start();
    this.usage.start();
    setInterval(() => {
      if (document.visibilityState === 'visible') {
        this.now.value = Math.floor(Date.now() / 1000) + this.world.clockOffset.value;
      }
    }, 1000);
  }
}

/** Null in a browser that is told to keep nothing, which throws. */
function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('a view outside of the page');
  return page;
}
