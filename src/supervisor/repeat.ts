import { later, type Milliseconds } from '../core/units.ts';
import type { Clock, Timer } from './ports.ts';

/** Does it at once, and then at every interval; answers the function that ends it. */
export function repeat(clock: Clock, interval: Milliseconds, action: () => void): () => void {
  let timer: Timer;
  const turn = () => {
    action();
    timer = clock.schedule(later(clock.now(), interval), turn);
  };
  turn();
  return () => timer.cancel();
}
