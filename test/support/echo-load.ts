/** Clients of an echo server that connect without pause, one connection a question, and remember what went wrong. */
import { once } from 'node:events';
import { connect, type NetConnectOpts } from 'node:net';
import { text } from 'node:stream/consumers';

const CLIENTS = 4;

export class EchoLoad {
  readonly #address: NetConnectOpts;
  readonly #clients: Promise<void>[] = [];
  readonly #pids = new Set<number>();
  readonly #errors: string[] = [];
  #answers = 0;
  #isStopping = false;

  constructor(address: NetConnectOpts) {
    this.#address = address;
    for (let client = 0; client < CLIENTS; client += 1) this.#clients.push(this.#run(client));
  }

  get answers(): number {
    return this.#answers;
  }

  /** Which servers answered. */
  get pids(): ReadonlySet<number> {
    return this.#pids;
  }

  /** Ends the clients; answers everything that went wrong. */
  async stop(): Promise<readonly string[]> {
    this.#isStopping = true;
    await Promise.all(this.#clients);
    return this.#errors;
  }

  async #run(client: number): Promise<void> {
    for (let question = 0; !this.#isStopping; question += 1) await this.#ask(`${client}/${question}`);
  }

  async #ask(question: string): Promise<void> {
    const socket = connect(this.#address);
    try {
      await once(socket, 'connect');
      socket.write(question);
      const [pid, answer] = (await text(socket)).split(' ');
      if (answer === question) this.#pids.add(Number(pid));
      else this.#errors.push(`${question}: answered ${answer}`);
      this.#answers += 1;
    } catch (error) {
      this.#errors.push(`${question}: ${error instanceof Error ? error.message : error}`);
    } finally {
      socket.destroy();
    }
  }
}
