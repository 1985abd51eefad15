// XML-RPC over a unix socket on one connection that is kept: the least that a client can cost.
import { once } from 'node:events';
import { connect } from 'node:net';

export class Rpc {
  #socket;
  #received = [];
  #length = 0;
  #waiting = null;

  static async open(path) {
    const socket = connect({ path });
    await once(socket, 'connect');
    return new Rpc(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (data) => this.#take(data));
    socket.on('close', () => this.#waiting?.reject(new Error('the server hung up')));
    socket.on('error', () => {});
  }

  /** Resolves to the text of the whole response. */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, expected: null };
      this.#socket.write(request);
    });
  }

  call(method, ...params) {
    return this.send(requestText(method, params));
  }

  close() {
    this.#socket.destroy();
  }

  #take(data) {
    this.#received.push(data);
    this.#length += data.length;
    const waiting = this.#waiting;
    if (waiting === null) return;
    if (waiting.expected === null) {
      const text = Buffer.concat(this.#received).toString('latin1');
      const head = text.indexOf('\r\n\r\n');
      if (head < 0) return;
      waiting.expected = head + 4 + Number(/content-length: *(\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
    }
    if (this.#length < waiting.expected) return;
    const whole = Buffer.concat(this.#received).toString('utf8');
    this.#received = [];
    this.#length = 0;
    this.#waiting = null;
    waiting.resolve(whole);
  }
}

/** Strings, numbers and booleans as parameters. */
export function requestText(method, params = []) {
  return post(method, params.map(element));
}

/** Parameters as elements of XML. */
export function post(method, elements) {
  const values = elements.map((value) => `<param><value>${value}</value></param>`).join('');
  const body = `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${values}</params></methodCall>`;
  return `POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function element(value) {
  if (typeof value === 'boolean') return `<boolean>${Number(value)}</boolean>`;
  return typeof value === 'number' ? `<int>${value}</int>` : `<string>${value}</string>`;
}
