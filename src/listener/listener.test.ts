import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { EnvelopeReader } from './envelope-reader.ts';
import { type EventHandler, type ListenerEvent, type ListenOptions, listen } from './listener.ts';

function envelope(name: string, payload: string, serial = 0): string {
  const length = [...payload].length;
  return `ver:3.0 server:web-1 serial:${serial} pool:ear poolserial:${serial} eventname:${name} len:${length}\n${payload}`;
}

/** Runs a listener over this input, to its end; answers what it said. */
async function said(
  input: string,
  handler: EventHandler,
  options: Partial<ListenOptions> = {},
): Promise<string> {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  stdin.end(input);
  await listen(handler, { input: stdin, output: stdout, ...options });
  stdout.end();
  return text(stdout);
}

describe('listen', () => {
  it('hands over events one after the other, each when the one before was answered', async () => {
    const order: string[] = [];
    const input = envelope('TICK_5', 'when:5') + envelope('TICK_5', 'when:10', 1);
    const output = await said(input, async ({ fields }) => {
      order.push(`begin ${fields['when']}`);
      await Promise.resolve();
      order.push(`end ${fields['when']}`);
    });
    expect(order).toEqual(['begin 5', 'end 5', 'begin 10', 'end 10']);
    expect(output).toBe('READY\nRESULT 2\nOKREADY\nRESULT 2\nOKREADY\n');
  });

  it('tells all there is to an event', async () => {
    const events: ListenerEvent[] = [];
    const payload = 'processname:web groupname:a:b pid:7 channel:stdout\nline\nnäxt 😀';
    await said(envelope('PROCESS_LOG_STDOUT', payload, 4), (event) => events.push(event));
    expect(events).toEqual([
      {
        name: 'PROCESS_LOG_STDOUT',
        serial: 4,
        pool: 'ear',
        poolSerial: 4,
        server: 'web-1',
        payload,
        fields: { processname: 'web', groupname: 'a:b', pid: '7', channel: 'stdout' },
        data: 'line\nnäxt 😀',
      },
    ]);
  });

  it('has neither fields nor data for an empty text', async () => {
    const events: ListenerEvent[] = [];
    await said(envelope('SUPERVISOR_STATE_CHANGE_RUNNING', ''), (event) => events.push(event));
    expect(events).toMatchObject([{ payload: '', fields: {}, data: null }]);
  });

  it('rejects an event whose handler throws, and goes on', async () => {
    const errors: unknown[] = [];
    const handler = ({ serial }: ListenerEvent) => {
      if (serial === 0) throw new Error('not now');
    };
    const input = envelope('TICK_5', 'when:5') + envelope('TICK_5', 'when:5', 1);
    const output = await said(input, handler, { onError: (error) => errors.push(error) });
    expect(output).toBe('READY\nRESULT 4\nFAILREADY\nRESULT 2\nOKREADY\n');
    expect(errors).toEqual([new Error('not now')]);
  });

  it('ends when asked to, and answers first', async () => {
    const controller = new AbortController();
    const input = envelope('TICK_5', 'when:5') + envelope('TICK_5', 'when:10', 1);
    const output = await said(input, () => controller.abort(), { signal: controller.signal });
    expect(output).toBe('READY\nRESULT 2\nOK');
  });

  it('ends although no event comes', async () => {
    const controller = new AbortController();
    const options = { input: new PassThrough(), output: new PassThrough(), signal: controller.signal };
    const listening = listen(() => undefined, options);
    controller.abort();
    await expect(listening).resolves.toBeUndefined();
  });

  it('fails on what is no event', async () => {
    await expect(said('hello\n', () => undefined)).rejects.toThrow(
      'Cannot read event: expected a header with a length, got "hello\n"',
    );
  });
});

describe('the reader of events', () => {
  it('finds the same events however the bytes are cut', () => {
    const bytes = Buffer.from(envelope('A', 'é€😀x') + envelope('B', '') + envelope('C', '\n'));
    const whole = new EnvelopeReader().feed(bytes);
    expect(whole.map(({ payload }) => payload)).toEqual(['é€😀x', '', '\n']);
    for (let size = 1; size < 20; size++) {
      const reader = new EnvelopeReader();
      const found = [];
      for (let at = 0; at < bytes.byteLength; at += size)
        found.push(...reader.feed(bytes.subarray(at, at + size)));
      expect(found).toEqual(whole);
    }
  });
});
