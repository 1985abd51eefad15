// An event listener: says on standard error which program ended unexpectedly, and could as well send a mail.
//
//   [eventlistener:crash-mail]
//   command = node /path/to/crash-mail.js
//   events = PROCESS_STATE_EXITED,PROCESS_STATE_FATAL
import { listen } from 'vigild/listener';

await listen(async ({ name, fields }) => {
  if (name === 'PROCESS_STATE_EXITED' && fields.expected === '1') return;
  console.error(`${fields.groupname}:${fields.processname} is down (${name}, pid ${fields.pid ?? 'none'})`);
});
