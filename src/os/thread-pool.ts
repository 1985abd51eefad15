/**
 * The threads of libuv, which read files and compress replies beside the event loop. libuv makes them when it needs them
 * first, and aborts the process where the kernel refuses: at a limit of processes (`ulimit -u`, a `pids` control group) that
 * the programs have used up, the first `vigilctl tail` would end the daemon. Source: libuv threadpool.c, init_threads().
 */
import { access } from 'node:fs';

/** To be called at the start, while there is room for them. They cost no measurable memory. */
export function startThreadPool(): void {
  access('/', () => undefined);
}
