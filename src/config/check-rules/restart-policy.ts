import { forEachProcess, warning } from './rule.ts';

/** With startsecs=0 every start counts as a success: neither growing delays nor the limit of retries apply. */
export const restartWithoutLimit = forEachProcess(function* (process) {
  if (process.startsecs > 0 || process.autorestart !== true) return;
  yield warning({
    code: 'restart-without-limit',
    section: process.section,
    key: 'startsecs',
    message:
      'a program that ends at once is restarted about once a second without end: startretries does not count',
    cure: 'Set startsecs=1 or more, or autorestart=false',
  });
});
