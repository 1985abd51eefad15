/** What the lists of behaviours name is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { AREAS } from './behaviours/behaviours.ts';
import { compatibilityPage } from './behaviours/compatibility-page.ts';
import { calls, type Proof, scenario } from './behaviours/proof.ts';
import { CLIENT_DIFFERENCES } from './clients/known-differences.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { RPC_DIFFERENCES } from './rpc/known-differences.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BEHAVIOURS = AREAS.flatMap(({ behaviours }) => behaviours);
const PROOFS = BEHAVIOURS.flatMap(({ provedBy }) => provedBy);

describe('the lists of behaviours', () => {
  test('have one name for each', () => {
    const ids = BEHAVIOURS.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('say of each where it is shown', () => {
    const unproved = BEHAVIOURS.filter(({ provedBy }) => provedBy.length === 0);
    expect(unproved.map(({ id }) => id)).toEqual([]);
  });

  test('name scenarios and tests that exist', () => {
    expect(PROOFS.filter((proof) => !isThere(proof))).toEqual([]);
  });

  test('leave no scenario and no session out', () => {
    const named = new Set(PROOFS.map(({ path }) => path));
    const scenarios = readdirSync(`${ROOT}test/conformance/scenarios`).map((name) => scenario(name).path);
    const sessions = readdirSync(`${ROOT}test/conformance/rpc`).flatMap((file) =>
      file.endsWith('-session.ts') ? [calls(file.slice(0, -'-session.ts'.length)).path] : [],
    );
    expect([...scenarios, ...sessions].filter((path) => !named.has(path))).toEqual([]);
  });

  test('say why something differs', () => {
    expect(BEHAVIOURS.filter((one) => one.verdict !== 'same' && one.why === '').map(({ id }) => id)).toEqual(
      [],
    );
  });

  test('have texts that fit into a table', () => {
    const texts = BEHAVIOURS.flatMap(({ id, provedBy, ...behaviour }) => Object.values(behaviour));
    expect(texts.filter((text) => /\n|(?<!\\)\|/.test(text))).toEqual([]);
  });
});

describe('docs/compatibility.md', () => {
  const page = readFileSync(`${ROOT}docs/compatibility.md`, 'utf8');

  test('is what `npm run docs` makes of the lists', () => {
    expect(page).toBe(compatibilityPage(AREAS));
  });

  test('has every known difference', () => {
    const reasons = [...KNOWN_DIFFERENCES, ...RPC_DIFFERENCES, ...CLIENT_DIFFERENCES].map(
      ({ reason }) => reason,
    );
    expect(reasons.filter((reason) => !page.includes(reason))).toEqual([]);
  });
});

/** Titles are looked for as they stand in the file, where a quote may have a backslash before it. */
function isThere({ path, text }: Proof): boolean {
  if (!existsSync(ROOT + path)) return false;
  return (
    text === null ||
    readFileSync(ROOT + path, 'utf8')
      .replaceAll("\\'", "'")
      .includes(text)
  );
}
