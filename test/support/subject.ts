import type { DaemonKind } from './daemon-command.ts';

/**
 * The daemon under test. `TEST_SUBJECT=supervisord` puts Debian's in its place, which proves a test itself: what fails
 * then asks for more than Supervisor does, or is wrong.
 */
export function testSubject(): DaemonKind {
  return process.env['TEST_SUBJECT'] === 'supervisord' ? 'supervisord' : 'vigild';
}
