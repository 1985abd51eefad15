/** Ctrl-C ends what is under way, not the program. */

/** Runs `work` with a signal that Ctrl-C aborts. The work must end when it does, without an error. */
export async function untilInterrupted(
  work: (signal: AbortSignal) => Promise<void>,
): Promise<'finished' | 'interrupted'> {
  const controller = new AbortController();
  const interrupt = () => controller.abort();
  process.on('SIGINT', interrupt);
  try {
    await work(controller.signal);
  } finally {
    process.off('SIGINT', interrupt);
  }
  return controller.signal.aborted ? 'interrupted' : 'finished';
}
