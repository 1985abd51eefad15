/**
 * Node ends when nothing is open that could wake it, and waiting for signals does not count: a daemon without a server
 * whose programs write to no pipe would be gone at once. An open message port counts, and never wakes anybody.
 */
export function keepAlive(): void {
  new MessageChannel().port1.ref();
}
