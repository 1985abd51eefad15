/** One file of the configuration: opened, decoded and parsed into the document. */
import { ConfigError } from './config-error.ts';
import type { IniDocument } from './ini-document.ts';
import { parseIni } from './ini-parser.ts';
import { pythonJoin } from './python-path.ts';
import type { Surroundings } from './surroundings.ts';
import { decodeUtf8 } from './utf8.ts';

export type FileContent =
  | { readonly kind: 'read'; readonly data: Uint8Array }
  | { readonly kind: 'unreadable'; readonly errno: string };

/** Relative paths are relative to the working directory. */
export function readContent(path: string, { files, cwd }: Surroundings): FileContent {
  try {
    return { kind: 'read', data: files.readFile(pythonJoin(cwd, path)) };
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (errno === null) throw error;
    return { kind: 'unreadable', errno };
  }
}

/** Parses a file's bytes into the document. Returns the mistakes found; the rest of the file is in the document. */
export function parseContent(
  data: Uint8Array,
  { file, document }: { readonly file: string; readonly document: IniDocument },
): ConfigError[] {
  const decoded = decodeUtf8(data);
  if (decoded.kind === 'text') return parseIni(decoded.text, file, document);
  // Python parses while it reads, so that a file without a header is refused before a bad byte further down.
  const early = parseIni(decoded.before, file, document).filter(({ message }) =>
    message.startsWith('File contains'),
  );
  const error = new ConfigError(decoded.reason, {
    code: 'encoding',
    file,
    line: decoded.line,
    cure: 'Save the file as UTF-8 text',
  });
  return early.length > 0 ? early : [error];
}

/** The main file, which must be there. */
export function parseMainFile(
  file: string,
  { document, surroundings }: { readonly document: IniDocument; readonly surroundings: Surroundings },
): ConfigError[] {
  if (!surroundings.files.exists(pythonJoin(surroundings.cwd, file))) {
    const cure = 'Give the path of a file that exists';
    return [new ConfigError(`could not find config file ${file}`, { code: 'not-found', file, cure })];
  }
  const content = readContent(file, surroundings);
  if (content.kind === 'read') return parseContent(content.data, { file, document });
  const cure = CURES.get(content.errno) ?? `Opening it failed with ${content.errno}`;
  return [new ConfigError(`could not read config file ${file}`, { code: 'unreadable', file, cure })];
}

const CURES: ReadonlyMap<string, string> = new Map([
  ['EISDIR', 'It is a directory: give the path of a file'],
  ['EACCES', 'Permission is denied: make it readable for this user, or use sudo'],
]);
