/** Which port a program could not get, as far as its own words or its command tell. */

const IN_USE =
  /address (?:is )?already in use|EADDRINUSE|AddrInUse|connection in use|port \d* ?(?:is )?already (?:in use|allocated|taken|used)|already .{0,40}running on port|errno[ =:]*98\b|only one usage of each socket/i;

/** The line that says that an address is taken; null when none does. */
export function addressInUseLine(lines: readonly string[]): string | null {
  return lines.find((line) => IN_USE.test(line)) ?? null;
}

/** From the line, else from the lines beside it, else from the command. Null when nothing names one. */
export function portInQuestion(
  line: string,
  others: readonly string[],
  words: readonly string[],
): number | null {
  return (
    portInLine(line) ?? first(others, portNearAddress) ?? first(words.slice(1), portInWord, words.slice(1))
  );
}

function first<Item>(
  items: readonly Item[],
  find: (item: Item, index: number, all: readonly Item[]) => number | null,
  all: readonly Item[] = items,
): number | null {
  for (const [index, item] of items.entries()) {
    const found = find(item, index, all);
    if (found !== null) return found;
  }
  return null;
}

/** `0.0.0.0:80`, `:::3000`, `[::]:80`, `*:6379`, `port 8080`, `('127.0.0.1', 8000)`. */
function portInLine(line: string): number | null {
  return portNearAddress(line) ?? toPort(/', (\d{1,5})\)/.exec(line)?.[1]);
}

function portNearAddress(text: string): number | null {
  const written = /\bport[ :=#]*(\d{1,5})\b/i.exec(text)?.[1];
  const address = /(?:^|[\s"'([/])(?:[\w.*-]*|\[[0-9a-f:.]*\]|::):(\d{1,5})(?!\d|[:.]\d)/i.exec(text)?.[1];
  return toPort(written) ?? toPort(address);
}

/** `--port=8080`, `--port 8080`, `-p 8080`, `-p8080`, `127.0.0.1:8080`, or a number by itself. */
function portInWord(word: string, index: number, all: readonly string[]): number | null {
  const joined = /^--?[\w-]*(?:port|listen|bind|addr)[\w-]*[= ](?:.*:)?(\d{1,5})$/i.exec(`${word}`)?.[1];
  if (joined !== undefined) return toPort(joined);
  if (/^(?:-p|-P|--?[\w-]*port)$/.test(word)) return toPort(all[index + 1]);
  const short = /^-p(\d{2,5})$/.exec(word)?.[1];
  if (short !== undefined) return toPort(short);
  const address = /:(\d{1,5})(?:\/.*)?$/.exec(word)?.[1];
  if (address !== undefined) return toPort(address);
  const number = /^\d{2,5}$/.test(word) ? toPort(word) : null;
  return number !== null && !/^-/.test(all[index - 1] ?? '') ? number : portInsideScript(word);
}

/** A whole script as one word, as in `sh -c '...'`. */
function portInsideScript(word: string): number | null {
  return word.includes(' ') ? first(word.split(/[\s"'()]+/), portInWord) : null;
}

function toPort(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port > 0 && port < 65_536 ? port : null;
}
