/** Values that are not what they look like, because of the rules for `%` and for comments. */
import { splitCommand } from '../../core/command-words.ts';
import { sectionKind } from '../section-kinds.ts';
import { type CheckRule, warning } from './rule.ts';

/** A conversion without a name that accepts a whole dictionary: `%s`, `%r` and `%a`, with flags and widths. */
const UNNAMED = /%[-#0+ ]*\d*(?:\.\d+)?[sra]/;

/** `date +%s` passes without an error and becomes the printed form of all the names that could be inserted. */
export const unnamedPercent: CheckRule = function* ({ document }) {
  for (const { name, entries } of document.sections()) {
    const kind = sectionKind(name);
    if (kind === undefined) continue;
    for (const { key, value } of entries.values()) {
      const found = UNNAMED.exec(value.replaceAll('%%', ''));
      if (found === null || !(kind.takesAnyKey || Object.hasOwn(kind.options, key))) continue;
      yield warning({
        code: 'unnamed-percent',
        section: name,
        key,
        message: `"${found[0]}" is replaced by the list of all names that can be inserted`,
        cure: `Write "%${found[0]}" for a literal percent sign`,
      });
    }
  }
};

/** A blank followed by `;` or `#` begins a comment even inside quotes, and takes the rest of the command with it. */
export const commandCutByComment: CheckRule = function* ({ document, machine }) {
  for (const { name, entries } of document.sections()) {
    const command = entries.get('command');
    if (command === undefined || splitCommand(command.value).kind === 'split') continue;
    const { file, line } = command.position;
    const written = machine.sourceLine(file, line) ?? '';
    const [firstLine = ''] = command.value.split('\n');
    const cut = written.slice(written.indexOf(firstLine) + firstLine.length);
    if (!/^\s+[;#]/.test(cut)) continue;
    yield warning({
      code: 'cut-by-comment',
      section: name,
      key: 'command',
      message: `the command ends before ${JSON.stringify(cut.trim())}: a blank before ";" or "#" begins a comment, even between quotes`,
      cure: 'Leave out the blank before it',
    });
  }
};
