/** The result handler of the package supervisor-stdout: what programs write goes to the daemon's standard output. */
import type { ResultHandler } from '../../events/result-handler.ts';

/** The result is the payload of a PROCESS_LOG event: a line of headers, then what the process wrote. */
export function relayTo(print: (text: string) => void): ResultHandler {
  return (_event, result) => {
    const end = result.indexOf('\n');
    if (end < 0) throw new Error('the result has no line of headers');
    const headers = new Map(
      result
        .slice(0, end)
        .split(' ')
        .map((header): [string, string] => {
          const colon = header.indexOf(':');
          return [header.slice(0, colon), header.slice(colon + 1)];
        }),
    );
    const prefix = `${headers.get('processname')} ${headers.get('channel')} | `;
    const lines = result.slice(end + 1).split('\n');
    print(lines.map((line) => `${prefix}${line}\n`).join(''));
    return true;
  };
}
