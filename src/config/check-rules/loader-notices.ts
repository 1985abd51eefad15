/** What happened while the configuration was read. */
import { type CheckRule, warning } from './rule.ts';

const SECTION = /^For \[(?<section>[^\]]+)\],/;
const KEY = /\b(?<key>std(?:out|err)_logfile|socket(?=" line))\b/;
const INCLUDE = /^No file matches via include "(?<pattern>.*)"$/s;

/** What Supervisor writes to its log as a warning while it reads the configuration. */
export const loaderNotices: CheckRule = function* ({ config }) {
  for (const { level, message, leftOut } of config.notices) {
    if (level !== 'warn') continue;
    if (leftOut !== undefined) {
      const { section, key, cure } = leftOut;
      yield warning({ code: 'left-out-key', section, key, message: leftOut.message, cure });
      continue;
    }
    const include = INCLUDE.exec(message);
    const isInclude = include !== null;
    yield warning({
      code: isInclude ? 'empty-include' : 'loader-warning',
      section: isInclude ? 'include' : (SECTION.exec(message)?.groups?.['section'] ?? null),
      key: isInclude ? 'files' : (KEY.exec(message)?.groups?.['key'] ?? null),
      message,
      cure: patternCure(include?.groups?.['pattern'] ?? ''),
    });
  }
};

/** What looks like a list or a pattern and is neither. */
function patternCure(pattern: string): string | null {
  if (/["']/.test(pattern)) return 'Leave out the quotes: they are taken for part of the name';
  if (pattern.includes(',')) return 'Separate patterns by blanks: commas and braces mean nothing here';
  if (/\/[~$]/.test(pattern)) return 'Write the whole path, or %(ENV_HOME)s: "~" and "$" mean nothing here';
  return null;
}

export const skippedFile: CheckRule = function* ({ skippedFiles }) {
  for (const path of skippedFiles) {
    yield warning({
      code: 'skipped-file',
      section: 'include',
      key: 'files',
      message: `${path} matches but cannot be read: it is left out`,
      cure: 'Make it a file that the daemon may read, or a pattern that does not match it',
    });
  }
};
