import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BUSY_LISTENER_STATE,
  feedListener,
  INITIAL_LISTENER_STATE,
  type ListenerState,
  LONGEST_RESULT_LINE,
} from './listener-machine.ts';

const context = { name: 'ear', textOf: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1') };
const READY: ListenerState = { name: 'READY' };
const UNKNOWN: ListenerState = { name: 'UNKNOWN' };

const LOST =
  'warn ear: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process ' +
  'violated the eventlistener protocol';
const ACCEPTED = ['debug ear: event was processed', 'debug ear: BUSY -> ACKNOWLEDGED', 'accepted'];
const REJECTED = ['warn ear: event was rejected', 'debug ear: BUSY -> ACKNOWLEDGED', 'rejected'];
const TO_READY = 'debug ear: ACKNOWLEDGED -> READY';
const badLine = (line: string) => [
  `warn ear: bad result line: '${line}'`,
  'debug ear: BUSY -> UNKNOWN',
  LOST,
  'rejected',
];

function run(
  state: ListenerState,
  ...reads: readonly string[]
): { state: ListenerState; effects: readonly string[] } {
  const effects: string[] = [];
  let current = state;
  for (const read of reads) {
    const buffer = Buffer.from(read, 'latin1');
    const step = feedListener(current, buffer, context);
    buffer.fill(0);
    current = step.next;
    effects.push(
      ...step.effects.map((effect) =>
        effect.kind === 'log' ? `${effect.level} ${effect.message}` : effect.kind,
      ),
    );
  }
  return { state: current, effects };
}

describe('the event-listener protocol', () => {
  it.each<[string, ListenerState, string, ListenerState['name'], readonly string[]]>([
    ['READY', INITIAL_LISTENER_STATE, 'READY\n', 'READY', [TO_READY]],
    ['less than READY', INITIAL_LISTENER_STATE, 'READY', 'ACKNOWLEDGED', []],
    ['short garbage, for now', INITIAL_LISTENER_STATE, 'oops\n', 'ACKNOWLEDGED', []],
    [
      'garbage instead of READY',
      INITIAL_LISTENER_STATE,
      'starting',
      'UNKNOWN',
      ['debug ear: ACKNOWLEDGED -> UNKNOWN', LOST],
    ],
    [
      'something before READY',
      INITIAL_LISTENER_STATE,
      '\nREADY\n',
      'UNKNOWN',
      ['debug ear: ACKNOWLEDGED -> UNKNOWN', LOST],
    ],
    ['a byte while READY', READY, 'x', 'UNKNOWN', ['debug ear: READY -> UNKNOWN', LOST]],
    [
      'READY twice',
      INITIAL_LISTENER_STATE,
      'READY\nREADY\n',
      'UNKNOWN',
      [TO_READY, 'debug ear: READY -> UNKNOWN', LOST],
    ],
    ['anything while UNKNOWN', UNKNOWN, 'READY\n', 'UNKNOWN', []],
    ['OK', BUSY_LISTENER_STATE, 'RESULT 2\nOK', 'ACKNOWLEDGED', ACCEPTED],
    [
      'OK and READY in one read',
      BUSY_LISTENER_STATE,
      'RESULT 2\nOKREADY\n',
      'READY',
      [...ACCEPTED, TO_READY],
    ],
    ['FAIL', BUSY_LISTENER_STATE, 'RESULT 4\nFAIL', 'ACKNOWLEDGED', REJECTED],
    ['a longer OK', BUSY_LISTENER_STATE, 'RESULT 3\nOK\n', 'ACKNOWLEDGED', REJECTED],
    ['another text of two bytes', BUSY_LISTENER_STATE, 'RESULT 2\nOh', 'ACKNOWLEDGED', REJECTED],
    ['any seven first characters', BUSY_LISTENER_STATE, 'XXXXXXX2\nOK', 'ACKNOWLEDGED', ACCEPTED],
    ['blanks around the length', BUSY_LISTENER_STATE, 'RESULT  +2 \r\nOK', 'ACKNOWLEDGED', ACCEPTED],
    ['a newline after the result', BUSY_LISTENER_STATE, 'RESULT 2\nOK\n', 'ACKNOWLEDGED', ACCEPTED],
    ['half a result', BUSY_LISTENER_STATE, 'RESULT 2\nO', 'BUSY', []],
    ['half a result line', BUSY_LISTENER_STATE, 'RESULT 2', 'BUSY', []],
    ['an empty result', BUSY_LISTENER_STATE, 'RESULT 0\n', 'BUSY', []],
    ['an empty result and READY', BUSY_LISTENER_STATE, 'RESULT 0\nREADY\n', 'READY', [...REJECTED, TO_READY]],
    ['no number', BUSY_LISTENER_STATE, 'RESULT x\nOK', 'UNKNOWN', badLine('RESULT x')],
    ['an empty line', BUSY_LISTENER_STATE, '\n', 'UNKNOWN', badLine('')],
    ['READY while BUSY', BUSY_LISTENER_STATE, 'READY\n', 'UNKNOWN', badLine('READY')],
    ['a negative length', BUSY_LISTENER_STATE, 'RESULT -1\nOK', 'UNKNOWN', badLine('RESULT -1')],
    [
      'a length beyond counting',
      BUSY_LISTENER_STATE,
      `RESULT 1${'0'.repeat(40)}\n`,
      'UNKNOWN',
      badLine(`RESULT 1${'0'.repeat(40)}`),
    ],
    [
      'a line without end',
      BUSY_LISTENER_STATE,
      'x'.repeat(LONGEST_RESULT_LINE + 1),
      'UNKNOWN',
      badLine('x'.repeat(LONGEST_RESULT_LINE)),
    ],
    [
      'the longest line',
      BUSY_LISTENER_STATE,
      `${' '.repeat(LONGEST_RESULT_LINE - 1)}2\nOK`,
      'ACKNOWLEDGED',
      ACCEPTED,
    ],
  ])('%s', (_, state, said, next, effects) => {
    const outcome = run(state, said);
    expect(outcome.state.name).toBe(next);
    expect(outcome.effects).toEqual(effects);
  });

  it('keeps nothing of a result however long it is', () => {
    const { state } = run(BUSY_LISTENER_STATE, 'RESULT 1000000\n', 'x'.repeat(999_999));
    expect(state).toMatchObject({ name: 'BUSY', result: { received: 999_999, isOk: false } });
    expect(run(state, 'x').effects).toEqual(REJECTED);
  });
});

const word = fc.constantFrom(
  'READY\n',
  'READ',
  'RESULT 2\nOK',
  'RESULT 4\nFAIL',
  'RESULT 0\n',
  'RESULT ',
  '2\n',
  'OK',
  '\n',
  'x',
);

describe('however the bytes are cut into reads', () => {
  it.each<[string, ListenerState]>([
    ['at the start', INITIAL_LISTENER_STATE],
    ['busy', BUSY_LISTENER_STATE],
  ])('the outcome is the same: %s', (_, state) => {
    fc.assert(
      fc.property(
        fc.array(word).map((words) => words.join('')),
        fc.array(fc.nat({ max: 12 })),
        (said, sizes) => {
          const reads: string[] = [];
          let at = 0;
          for (const size of sizes) {
            reads.push(said.slice(at, at + size));
            at += size;
          }
          reads.push(said.slice(at));
          expect(run(state, ...reads)).toEqual(run(state, said));
        },
      ),
    );
  });

  it('an overlong line is one at the same byte', () => {
    const said = `${'x'.repeat(LONGEST_RESULT_LINE)}yz\n`;
    for (const cut of [1, LONGEST_RESULT_LINE - 1, LONGEST_RESULT_LINE, LONGEST_RESULT_LINE + 1]) {
      expect(run(BUSY_LISTENER_STATE, said.slice(0, cut), said.slice(cut))).toEqual(
        run(BUSY_LISTENER_STATE, said),
      );
    }
  });
});
