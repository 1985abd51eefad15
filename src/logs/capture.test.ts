import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BEGIN_TOKEN, Capture, type CapturePiece, END_TOKEN } from './capture.ts';

const PLENTY = 1024;

interface Outcome {
  readonly log: string;
  readonly watched: string;
  readonly messages: readonly string[];
}

/** What log, watchers and listeners get. Pieces are looked at before the next chunk, as views of a reused buffer are. */
function run(chunks: readonly string[], maxBytes = PLENTY): Outcome {
  const capture = new Capture(maxBytes);
  let log = '';
  let watched = '';
  const messages: string[] = [];
  const take = (pieces: readonly CapturePiece[]): void => {
    for (const { kind, bytes } of pieces) {
      const text = Buffer.from(bytes).toString('latin1');
      if (kind === 'output' || kind === 'unfinished') log += text;
      if (kind === 'output' || kind === 'captured') watched += text;
      if (kind === 'message') messages.push(text);
    }
  };
  for (const chunk of chunks) {
    const reused = Buffer.from(chunk, 'latin1');
    take(capture.feed(reused));
    reused.fill(0);
  }
  take(capture.flush());
  return { log, watched, messages };
}

describe('capture', () => {
  test('text between the tokens is a message and not in the log', () => {
    expect(run([`pre\n${BEGIN_TOKEN}hello${END_TOKEN}post\n`])).toEqual({
      log: 'pre\npost\n',
      watched: 'pre\nhellopost\n',
      messages: ['hello'],
    });
  });

  test('output without tokens passes at once', () => {
    const pieces = new Capture(PLENTY).feed(Buffer.from('short\n'));
    expect(pieces).toEqual([{ kind: 'output', bytes: Buffer.from('short\n') }]);
  });

  test.each([
    ['several messages', [`${BEGIN_TOKEN}a${END_TOKEN}-${BEGIN_TOKEN}b${END_TOKEN}`], '-', ['a', 'b']],
    ['an empty message', [`${BEGIN_TOKEN}${END_TOKEN}`], '', ['']],
    ['a token split between reads', ['x<!--XSUPER', `VISOR:BEGIN-->m${END_TOKEN}`], 'x', ['m']],
    ['an end token split between reads', [`${BEGIN_TOKEN}m<!`, '--XSUPERVISOR:END-->y'], 'y', ['m']],
    ['a begin token inside a message', [`${BEGIN_TOKEN}${BEGIN_TOKEN}${END_TOKEN}`], '', [BEGIN_TOKEN]],
    ['an end token outside a message', [`a${END_TOKEN}b`], `a${END_TOKEN}b`, []],
    ['something like a token', ['<!--XSUPERVISOR:', 'OTHER-->'], '<!--XSUPERVISOR:OTHER-->', []],
    ['a partial token at the end of the output', ['tail <!--XSUP'], 'tail <!--XSUP', []],
    ['output that ends inside a message', [`a${BEGIN_TOKEN}half<!--X`], 'ahalf<!--X', []],
  ])('%s', (_, chunks, log, messages) => {
    expect(run(chunks)).toMatchObject({ log, messages });
  });

  test('a long message keeps its newest bytes', () => {
    const { messages } = run([`${BEGIN_TOKEN}0123`, '456789', `ab${END_TOKEN}`], 5);
    expect(messages).toEqual(['789ab']);
  });

  test('after a flush the output starts anew outside a message', () => {
    const capture = new Capture(PLENTY);
    capture.feed(Buffer.from(`${BEGIN_TOKEN}lost in a crash`));
    capture.flush();
    expect(capture.feed(Buffer.from('next\n'))).toEqual([{ kind: 'output', bytes: Buffer.from('next\n') }]);
  });

  test('any split of the same bytes gives the same result', () => {
    const piece = fc.constantFrom(
      BEGIN_TOKEN,
      END_TOKEN,
      '<',
      '<!--',
      'XSUPERVISOR:',
      'BEGIN-->',
      'text',
      '\n',
    );
    const cut = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.array(cut),
        fc.integer({ min: 1, max: 40 }),
        (pieces, cuts, maxBytes) => {
          const text = pieces.join('');
          const positions = [...cuts.filter((at) => at < text.length).sort((a, b) => a - b), text.length];
          const chunks = positions.map((end, index) => text.slice(positions[index - 1] ?? 0, end));
          expect(run(chunks, maxBytes)).toEqual(run([text], maxBytes));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('with room for everything, nothing is lost but the tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(BEGIN_TOKEN, END_TOKEN, '<!--XS', 'ab', '-->')), (pieces) => {
        const { watched } = run(pieces);
        const text = pieces.join('');
        const tokens = new RegExp(`${BEGIN_TOKEN}|${END_TOKEN}`, 'g');
        expect(watched.replace(tokens, '')).toBe(text.replace(tokens, ''));
      }),
    );
  });
});
