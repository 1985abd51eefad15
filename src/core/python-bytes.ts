/** Python's `repr()` of bytes, which Supervisor's debug lines show: `b'READY\n'`. Source: CPython bytesobject.c. */
export function pythonBytesRepr(bytes: Uint8Array): string {
  const quote = bytes.includes(SINGLE_QUOTE) && !bytes.includes(DOUBLE_QUOTE) ? '"' : "'";
  let text = '';
  for (const byte of bytes) text += byteRepr(byte, quote);
  return `b${quote}${text}${quote}`;
}

const SINGLE_QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;

function byteRepr(byte: number, quote: string): string {
  const character = String.fromCharCode(byte);
  if (character === quote || character === '\\') return `\\${character}`;
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  if (character === '\r') return '\\r';
  return byte < 0x20 || byte >= 0x7f ? `\\x${byte.toString(16).padStart(2, '0')}` : character;
}
