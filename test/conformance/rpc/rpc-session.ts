/**
 * A list of calls and of raw requests, sent one after another to a daemon of its own. What is kept of each is the
 * whole HTTP reply as it came, so that types, order of keys and layout count; only what differs from run to run is
 * replaced.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Daemon } from '../../support/daemon.ts';
import type { DaemonKind } from '../../support/daemon-command.ts';
import { daemonSections } from '../../support/daemon-sections.ts';
import { postRequest, RawConnection, type RawReply } from '../../support/raw-http.ts';
import { withTempDir } from '../../support/temp-dir.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { encodeXmlRpcCall, type XmlRpcValue, xmlRpcCall } from '../../support/xmlrpc-client.ts';
import { replyText, statusOf } from './reply-text.ts';

export interface RpcStep {
  readonly title: string;
  /** One or more requests, sent in one piece. */
  readonly bytes: Uint8Array;
  /** How many replies are awaited; fewer come where the connection is closed. Default: 1. */
  readonly replies?: number;
  /** Sent on a connection of its own; whether that can still be used afterwards is noted. */
  readonly isRaw?: boolean;
  /** Awaited before. */
  readonly until?: (daemon: Daemon) => Promise<void>;
}

export interface RpcSession {
  readonly title: string;
  readonly config: string;
  /** Files by path, laid out before the start. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly steps: readonly RpcStep[];
}

export const DAEMON_SECTIONS = daemonSections({ supervisord: ['identifier=the-daemon', 'minfds=1024'] });

const PROBE = postRequest(encodeXmlRpcCall('supervisor.getVersion', []));

export function call(method: string, ...parameters: XmlRpcValue[]): RpcStep {
  const shown = parameters.map((parameter) => JSON.stringify(parameter)).join(', ');
  return { title: `${method}(${shown})`, bytes: postRequest(encodeXmlRpcCall(method, parameters)) };
}

/** A call whose parameters are given as XML. */
export function callWith(method: string, ...values: string[]): RpcStep {
  return { title: `${method}(${values.join(', ')})`, bytes: postRequest(xmlRpcCall(method, values)) };
}

/** The text of what came back for each step. */
export async function runSession(session: RpcSession, kind: DaemonKind): Promise<readonly string[]> {
  return withTempDir(async (directory) => {
    for (const [path, content] of Object.entries(session.files ?? {})) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), content);
    }
    const daemon = new Daemon({ kind, directory, text: session.config });
    try {
      await daemon.start();
      return await new Side(daemon).run(session.steps);
    } finally {
      await daemon.destroy();
    }
  });
}

class Side {
  readonly #daemon: Daemon;
  #connection: RawConnection | null = null;

  constructor(daemon: Daemon) {
    this.#daemon = daemon;
  }

  async run(steps: readonly RpcStep[]): Promise<readonly string[]> {
    const texts: string[] = [];
    for (const step of steps) {
      try {
        await step.until?.(this.#daemon);
        texts.push(await (step.isRaw === true ? this.#exchangeRaw(step) : this.#exchange(step)));
      } catch (error) {
        throw new Error(`${this.#daemon.kind}: ${step.title}`, { cause: error });
      }
    }
    this.#connection?.close();
    return texts;
  }

  /** Calls share a connection for as long as it lasts. */
  async #exchange(step: RpcStep): Promise<string> {
    const connection =
      this.#connection === null || this.#connection.isClosed ? await this.#open() : this.#connection;
    this.#connection = connection;
    connection.send(step.bytes);
    const reply = await connection.reply();
    if (reply === null || !reply.statusLine.includes(' 200 ')) {
      connection.close();
      this.#connection = null;
    }
    return this.#text(reply);
  }

  async #exchangeRaw(step: RpcStep): Promise<string> {
    const connection = await this.#open();
    try {
      connection.send(step.bytes);
      const texts: string[] = [];
      for (let count = 0; count < (step.replies ?? 1); count += 1) {
        const reply = await connection.reply();
        if (reply === null) break;
        texts.push(this.#text(reply));
      }
      const isRefused = texts.some((text) => statusOf(text) !== 200);
      if (!isRefused) texts.push(await stateOf(connection));
      return texts.join('\n----\n');
    } finally {
      connection.close();
    }
  }

  #open(): Promise<RawConnection> {
    return RawConnection.open({ path: this.#daemon.socketPath });
  }

  #text(reply: RawReply | null): string {
    return replyText(reply, { directory: this.#daemon.directory, pid: this.#daemon.pid });
  }
}

/** Asked only after good replies: Supervisor takes the body of a request that it refused for the next request. */
async function stateOf(connection: RawConnection): Promise<string> {
  connection.send(PROBE);
  const answer = await connection.reply();
  return answer === null ? 'The connection is closed.' : 'The connection stays open.';
}

/** Waits until the process is in the state. */
export function untilState(name: string, state: string) {
  return async (daemon: Daemon): Promise<void> => {
    const what = `${name} to be ${state}`;
    await waitUntil(what, async () => (await infoOf(daemon, name))['statename'], {
      accept: (seen) => seen === state,
    });
  };
}

/** Waits until a process has just failed, so that it stays in BACKOFF for some seconds. */
export function untilFreshBackoff(name: string) {
  return async (daemon: Daemon): Promise<void> => {
    await daemon.untilLog(new RegExp(`exited: ${name} `), 3);
    await waitUntil(
      `${name} to have just failed`,
      async () => {
        const info = await infoOf(daemon, name);
        return info['statename'] === 'BACKOFF' && Number(info['now']) - Number(info['stop']) <= 1;
      },
      { every: 5 },
    );
  };
}

async function infoOf(daemon: Daemon, name: string): Promise<Readonly<Record<string, XmlRpcValue>>> {
  return (await daemon.call('supervisor.getProcessInfo', name)) as Readonly<Record<string, XmlRpcValue>>;
}
