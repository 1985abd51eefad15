/** Lines that are not what they look like: the file is taken as it is written, and something in it goes unseen. */
import { splitCommand } from '../../core/command-words.ts';
import type { IniEntry } from '../ini-document.ts';
import { sectionKind } from '../section-kinds.ts';
import { type CheckRule, warning } from './rule.ts';

/** A section that comes twice is one; where both set a key, nothing tells that the first value is gone. */
export const repeatedKeys: CheckRule = function* ({ document }) {
  for (const { section, key, before } of document.replaced) {
    yield warning({
      code: 'repeated-key',
      section,
      key,
      message: `it is set in ${before.position.file}:${before.position.line} too, and that value is replaced by this one`,
      cure: 'Leave one of them out; what is to be a second program needs a name of its own',
    });
  }
};

/** `[program:web` is the key "[program" of the section before it, to which all that follows belongs. */
export const unclosedSections: CheckRule = function* ({ document }) {
  for (const { name, entries } of document.sections()) {
    for (const { key } of entries.values()) {
      if (!key.startsWith('[')) continue;
      yield warning({
        code: 'unclosed-section',
        section: name,
        key,
        message: `a section that is not closed is a key, and what follows it belongs to [${name}]`,
        cure: 'End the line with "]"',
      });
    }
  }
};

const SETTING = /^([a-z_]+)\s*[=:]/;

/** A setting that is indented further than the key before it goes on with that one's value. */
export const swallowedSettings: CheckRule = function* ({ document }) {
  for (const { name, entries } of document.sections()) {
    const kind = sectionKind(name);
    if (kind === undefined) continue;
    for (const entry of entries.values()) {
      const swallowed = Object.hasOwn(kind.options, entry.key) ? swallowedIn(entry, kind.options) : null;
      if (swallowed === null) continue;
      yield warning({
        code: 'swallowed-setting',
        section: name,
        key: entry.key,
        message: `the value goes on with ${JSON.stringify(swallowed)}, since that line is indented further`,
        cure: 'Remove the blanks before it',
      });
    }
  }
};

function swallowedIn({ key, value }: IniEntry, options: Readonly<Record<string, unknown>>): string | null {
  const lines = value.split('\n');
  for (const [index, line] of lines.entries()) {
    const setting = index === 0 ? undefined : SETTING.exec(line)?.[1];
    if (setting === undefined || !Object.hasOwn(options, setting)) continue;
    // A script between quotes has variables of its own, and so has a list that goes on.
    const before = lines.slice(0, index).join('\n');
    if (key === 'command' && splitCommand(before).kind === 'malformed') continue;
    if (before.endsWith(',')) continue;
    return line;
  }
  return null;
}
