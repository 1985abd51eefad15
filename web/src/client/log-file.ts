/** Parts of a program's log file. */
import { type Channel, namespec } from '../wire.ts';
import { call, UnreachableError } from './json-rpc.ts';
import { serverUrl } from './server-url.ts';

export interface LogPart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the first byte in the file. */
  readonly offset: number;
  /** Of the whole file, now. */
  readonly size: number;
}

export class LogFile {
  readonly url: string;
  readonly #name: string;
  readonly #sizeMethod: string;

  constructor(process: { readonly group: string; readonly name: string }, channel: Channel) {
    this.#name = namespec(process);
    this.url = serverUrl(`logfile/${encodeURIComponent(this.#name)}/${channel}`);
    this.#sizeMethod =
      channel === 'stdout' ? 'supervisor.tailProcessStdoutLog' : 'supervisor.tailProcessStderrLog';
  }

  /** 0 also where there is no file yet. Asked for before parts, so that none is asked for that is not there. */
  async size(): Promise<number> {
    const answer = await call(this.#sizeMethod, [this.#name, 0, 0]);
    return Number((answer as readonly unknown[])[1]);
  }

  /** Bytes from an offset up to another; fewer at the file's end. Rejects with an UnreachableError. */
  async read(from: number, to: number, signal: AbortSignal): Promise<LogPart> {
    try {
      const response = await fetch(this.url, { headers: { Range: `bytes=${from}-${to - 1}` }, signal });
      // Cut off, or gone, since its size was asked for.
      if (response.status === 416 || response.status === 404)
        return { bytes: NOTHING, offset: from, size: 0 };
      if (!response.ok) throw new UnreachableError(`vigild answered with status ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const stated = /bytes (\d+)-\d+\/(\d+)/.exec(response.headers.get('Content-Range') ?? '');
      return stated === null
        ? { bytes, offset: 0, size: bytes.length }
        : { bytes, offset: Number(stated[1]), size: Number(stated[2]) };
    } catch (error) {
      if (error instanceof UnreachableError || signal.aborted) throw error;
      throw new UnreachableError('vigild does not answer', { cause: error });
    }
  }
}

const NOTHING = new Uint8Array(0);
