import { expect, test } from 'vitest';
import { encodeReply, encodeResult } from './encode.ts';
import { ReplySpace } from './reply-space.ts';
import { ValueSequence, wholeValue } from './value-sequence.ts';
import type { XmlRpcValue } from './values.ts';

const AWKWARD = ['', 'plain', 'a<b>&c', 'öäü 日本 🙂', '\x1b[31mred', 'a\r\nb', '\ud800'] as const;
const ESCAPED = ['', 'plain', 'a&lt;b&gt;&amp;c', 'öäü 日本 🙂', '␛[31mred', 'a&#13;\nb', '\ufffd'] as const;

function structs(count: number): readonly XmlRpcValue[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `process_${index}`,
    pid: index,
    text: AWKWARD[index % AWKWARD.length] ?? '',
    isMarked: index % 2 === 0,
    list: [index, 'x'],
    large: 2 ** 40,
    last: '',
  }));
}

/** As {@link structs}, in the layout of Python's `xmlrpc.client`. */
function layout(count: number): string {
  const member = (name: string, value: string) => `<member>\n<name>${name}</name>\n${value}</member>\n`;
  const string = (text: string) => `<value><string>${text}</string></value>\n`;
  const int = (number: number) => `<value><int>${number}</int></value>\n`;
  const struct = (index: number) =>
    '<value><struct>\n' +
    member('name', string(`process_${index}`)) +
    member('pid', int(index)) +
    member('text', string(ESCAPED[index % ESCAPED.length] ?? '')) +
    member('isMarked', `<value><boolean>${index % 2 === 0 ? 1 : 0}</boolean></value>\n`) +
    member('list', `<value><array><data>\n${int(index)}${string('x')}</data></array></value>\n`) +
    member('large', '<value><i8>1099511627776</i8></value>\n') +
    member('last', string('')) +
    '</struct></value>\n';
  const items = Array.from({ length: count }, (_, index) => struct(index)).join('');
  return (
    "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n<value><array><data>\n" +
    `${items}</data></array></value>\n</param>\n</params>\n</methodResponse>\n`
  );
}

test.each([0, 1, 20, 300])('a reply with %d structs is byte for byte what Python would write', (count) => {
  const space = new ReplySpace();
  for (const value of [structs(count), new ValueSequence(() => structs(count))]) {
    const { body, release } = encodeReply(value, space);
    expect(Buffer.from(body as string).toString()).toBe(layout(count));
    release?.();
  }
  expect(encodeResult(structs(count))).toBe(layout(count));
});

test('a sequence among results is written like the list that it stands for, in sections', () => {
  const rows = Array.from({ length: 2000 }, (_, index) => [`process_${index}`, 'RUNNING', 'a<b>&c']);
  const results = ['3.0', new ValueSequence(() => rows)];
  const { body, release } = encodeReply(results, new ReplySpace());
  expect(Buffer.from(body as Uint8Array).toString()).toBe(encodeResult(['3.0', rows]));
  expect(release).toBeDefined();
  expect(wholeValue(results)).toEqual(['3.0', rows]);
});

test('structs of different members follow each other', () => {
  const values = structs(200).flatMap((value, index) => [value, index % 3 === 0 ? { pid: 'x' } : { a: 1 }]);
  const { body } = encodeReply(values, new ReplySpace());
  expect(Buffer.from(body as string).toString()).toBe(encodeResult(values));
});

test('a short reply is text and needs no space', () => {
  const reply = encodeReply({ statecode: 1 }, new ReplySpace());
  expect(reply).toEqual({ body: encodeResult({ statecode: 1 }) });
});

test('a long reply is bytes, and the next one takes their place once they are released', () => {
  const space = new ReplySpace();
  const first = encodeReply(structs(300), space);
  const second = encodeReply(structs(300), space);
  const memoryOf = ({ body }: { readonly body: string | Uint8Array }) =>
    body instanceof Uint8Array ? body.buffer : null;
  expect(memoryOf(first)).toBeInstanceOf(ArrayBuffer);
  expect(memoryOf(second)).not.toBe(memoryOf(first));
  expect(Buffer.from(first.body as Uint8Array).toString()).toBe(layout(300));
  first.release?.();
  expect(memoryOf(encodeReply(structs(299), space))).toBe(memoryOf(first));
});

test('the memory of a very long reply is not kept', () => {
  const space = new ReplySpace();
  space.giveBack(Buffer.alloc(17 * 1024 * 1024));
  expect(space.take().length).toBeLessThan(1024 * 1024);
});

test('memory that was cleared is not used again', () => {
  const space = new ReplySpace();
  const taken = space.take();
  space.giveBack(taken);
  space.clear();
  expect(space.take()).not.toBe(taken);
});

test('a sequence is read anew each time, and becomes an ordinary list', () => {
  let readings = 0;
  const sequence = new ValueSequence(() => {
    readings += 1;
    return [readings];
  });
  expect([[...sequence], wholeValue(sequence), wholeValue('x')]).toEqual([[1], [2], 'x']);
});
