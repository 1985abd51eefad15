/** Sections and keys that nobody reads, most often slips of the pen, with what they may have been meant to be. */
import { closestName } from '../core/closest-name.ts';
import type { IniDocument, IniEntry } from './ini-document.ts';
import type { SourcePosition } from './model.ts';
import { SECTION_KINDS, sectionKind } from './section-kinds.ts';

export type UnknownKey =
  | {
      readonly kind: 'section';
      readonly section: string;
      readonly position: SourcePosition;
      readonly suggestion: string | null;
    }
  | {
      readonly kind: 'key';
      readonly section: string;
      readonly key: string;
      readonly position: SourcePosition;
      readonly suggestion: string | null;
    };

/** Names longer than this are no slips, and would take long to compare. */
const LONGEST_NAME = 60;

/** In the order of the document. */
export function findUnknownKeys(document: IniDocument): UnknownKey[] {
  const unknown: UnknownKey[] = [];
  for (const { name, position, entries } of document.sections()) {
    const kind = sectionKind(name);
    if (kind === undefined) {
      unknown.push({ kind: 'section', section: name, position, suggestion: suggestSection(name) });
    } else if (!kind.takesAnyKey) {
      for (const entry of entries.values()) {
        if (Object.hasOwn(kind.options, entry.key) || isInherited(document, entry)) continue;
        unknown.push(unknownKey(name, entry, Object.keys(kind.options)));
      }
    }
  }
  const known = new Set(SECTION_KINDS.flatMap(({ options }) => Object.keys(options)));
  for (const entry of document.defaults.values()) {
    if (!known.has(entry.key)) unknown.push(unknownKey('DEFAULT', entry, known));
  }
  return unknown;
}

/** A default whose `%(here)s` was replaced became a value of every section. */
function isInherited(document: IniDocument, { key, position }: IniEntry): boolean {
  return document.defaults.get(key)?.position === position;
}

function unknownKey(section: string, { key, position }: IniEntry, known: Iterable<string>): UnknownKey {
  const suggestion = key.length > LONGEST_NAME ? null : closestName(key, known);
  return { kind: 'key', section, key, position, suggestion };
}

/** `[progam:web]` was meant to be `[program:web]`; `[Supervisord]` to be `[supervisord]`. */
function suggestSection(name: string): string | null {
  if (name.length > LONGEST_NAME) return null;
  const trimmed = name.trim();
  const colon = trimmed.indexOf(':') + 1;
  const [kind, rest] = colon > 0 ? [trimmed.slice(0, colon), trimmed.slice(colon)] : [trimmed, ''];
  const meant = closestName(
    kind,
    SECTION_KINDS.filter((known) => known.name.endsWith(':') === colon > 0).map((known) => known.name),
  );
  return meant === null ? null : meant + rest.trim();
}
