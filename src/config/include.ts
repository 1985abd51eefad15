/**
 * `[include]`: more files, merged into the document of the main one. An `[include]` in an included file is not followed.
 * Source: Supervisor options.py, read_config().
 */
import { INCLUDE_OPTIONS } from './control-options.ts';
import { Expansions } from './expansion.ts';
import { pythonAbsolute, pythonDirname, pythonJoin } from './python-path.ts';
import { compareCodePoints, pythonSplit } from './python-text.ts';
import { parseContent, readContent } from './read-file.ts';
import type { Reading } from './reading.ts';
import { SectionReader } from './section-reader.ts';

/** Reads all included files. Returns those that matched but could not be opened, which Supervisor passes over. */
export function readIncludes(reading: Reading): readonly string[] {
  const { document, surroundings, here } = reading;
  const section = document.section('include');
  if (section === undefined) return [];
  document.replaceHere(here);
  const own = new Map([
    ['here', here],
    ['host_node_name', reading.hostName],
  ]);
  const names = new Expansions(own, reading.environmentNames);
  const reader = new SectionReader({ reading, section, names });
  const { key, example } = INCLUDE_OPTIONS.files;
  const written = reader.entry(key)?.value;
  if (written === undefined) {
    reader.fail('.ini file has [include] section, but no files setting', {
      code: 'missing-key',
      key,
      cure: `Add a line such as "files=${example}"`,
    });
    return [];
  }
  const patterns = reader.expandText(written, { key, label: 'include.files', names }) ?? '';
  const skipped: string[] = [];
  for (const pattern of pythonSplit(patterns)) {
    const path = pythonJoin(here, pattern);
    const found = [...surroundings.files.glob(path)].sort(compareCodePoints);
    if (found.length === 0) {
      reading.notices.push({ level: 'warn', message: `No file matches via include "${path}"` });
    }
    for (const file of found) if (!readIncluded(reading, file)) skipped.push(file);
  }
  return skipped;
}

function readIncluded(reading: Reading, file: string): boolean {
  const { document, surroundings, notices, errors } = reading;
  notices.push({ level: 'info', message: `Included extra file "${file}" during parsing` });
  const content = readContent(file, surroundings);
  if (content.kind === 'read') errors.push(...parseContent(content.data, { file, document }));
  document.replaceHere(pythonAbsolute(pythonDirname(file), surroundings.cwd));
  return content.kind === 'read';
}
