/** A port that somebody else holds, or that only root may take. */
import type { Cause } from '../explanation.ts';
import type { ExplainFacts, PortHolder } from '../facts.ts';
import { addressInUseLine } from '../port-in-text.ts';
import { type CauseRule, likely } from './cause-rule.ts';

export const portInUse: CauseRule = (facts) => {
  const line = addressInUseLine(facts.lines);
  return line === null ? null : portCause(facts, line);
};

export function portCause({ machine, namespec }: ExplainFacts, said: string): Cause {
  const { port } = machine;
  if (port === null) {
    return likely(
      'port-in-use',
      `the address that it wants is taken: ${said.trim()}`,
      'find the holder: ss -ltnp',
    );
  }
  if (port.holder === null) {
    const now = port.isHeld
      ? 'is held by a process that cannot be seen from here'
      : 'was held by somebody, and is free now';
    const cure = port.isHeld
      ? `find the holder as root: ss -ltnp 'sport = :${port.port}'`
      : `start it again: vigilctl start ${namespec}`;
    return likely('port-in-use', `port ${port.port} ${now}`, cure);
  }
  return { kind: 'port-in-use', ...heldBy(port.port, port.holder), certainty: 'certain' };
}

function heldBy(port: number, { pid, name, program }: PortHolder): Pick<Cause, 'text' | 'cure'> {
  const text = `port ${port} is held by ${name} (pid ${pid}${program === null ? '' : `, of program ${program}`})`;
  const cure =
    program === null
      ? `end pid ${pid}, or give this program another port`
      : `vigilctl stop ${program}, or give one of them another port`;
  return { text, cure };
}

/** Ports below 1024 are root's. */
export const privilegedPort: CauseRule = ({ lines }) => {
  const line = lines.find(
    (text) =>
      /permission denied|EACCES|not permitted/i.test(text) &&
      /\b(?:bind|listen|port|socket|address)/i.test(text),
  );
  if (line === undefined) return null;
  const port = /(?:port[ :=]*|:)(\d{1,4})\b/i.exec(line)?.[1];
  if (port !== undefined && Number(port) >= 1024) return null;
  const which = port === undefined ? 'a port below 1024' : `port ${port}, which is below 1024`;
  return likely(
    'privileged-port',
    `it may not listen on ${which}: that takes root or the capability CAP_NET_BIND_SERVICE`,
    'use a port from 1024 on; or sockets= (vigild listens as root and hands the socket over); or setcap cap_net_bind_service=+ep on the program',
  );
};
