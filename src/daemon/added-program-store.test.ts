import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withTempDir } from '../../test/support/temp-dir.ts';
import { AddedProgramFileError, AddedProgramStore, type Persistence } from './added-program-store.ts';

const filesIn = (directory: string) => ({
  saved: join(directory, 'log.programs'),
  passing: join(directory, 'passing'),
});

const open = (directory: string, bootId = 'boot 1') => new AddedProgramStore(filesIn(directory), bootId);

function add(store: AddedProgramStore, name: string, persistence: Persistence): void {
  const keys = new Map([['command', `sh -c 'echo "é\n%%"'`]]);
  const environment = new Map([['A', 'b\n\x1b[1m"']]);
  store.add(store.prepare({ name, keys, environment, ownLog: '/l' }, persistence), persistence);
}

const names = (store: AddedProgramStore) => store.list().map(({ name }) => name);

describe('programs that were added', () => {
  test('are there again with all that was known of them', () =>
    withTempDir((directory) => {
      const store = open(directory);
      add(store, 'web', 'saved');
      add(store, 'db', 'passing');
      expect(open(directory).list()).toEqual(store.list());
      expect(open(directory).find('web')).toMatchObject({
        file: filesIn(directory).saved,
        environment: new Map([['A', 'b\n\x1b[1m"']]),
      });
      expect(statSync(filesIn(directory).saved).mode & 0o077).toBe(0);
    }));

  test('are forgotten with a shutdown, unless they were saved', () =>
    withTempDir((directory) => {
      const store = open(directory);
      add(store, 'web', 'saved');
      add(store, 'db', 'passing');
      store.forgetPassing();
      expect([names(store), names(open(directory))]).toEqual([['web'], ['web']]);
    }));

  test('are forgotten with the boot, unless they were saved', () =>
    withTempDir((directory) => {
      const store = open(directory);
      add(store, 'web', 'saved');
      add(store, 'db', 'passing');
      expect(names(open(directory, 'boot 2'))).toEqual(['web']);
    }));

  test('leave no file behind', () =>
    withTempDir((directory) => {
      const store = open(directory);
      add(store, 'web', 'saved');
      add(store, 'db', 'passing');
      store.remove('web');
      store.remove('db');
      store.remove('nosuch');
      expect(readdirSync(directory)).toEqual([]);
    }));

  test('are not added where they cannot be written', () =>
    withTempDir((directory) => {
      const store = new AddedProgramStore(filesIn(join(directory, 'nosuch')), 'boot 1');
      expect(() => add(store, 'web', 'saved')).toThrow('ENOENT');
      expect(store.list()).toEqual([]);
    }));

  test('move to other places', () =>
    withTempDir((directory) => {
      const store = open(directory);
      add(store, 'web', 'saved');
      add(store, 'db', 'passing');
      const elsewhere = { ...filesIn(directory), saved: join(directory, 'other.programs') };
      expect(store.moveTo(filesIn(directory))).toBe(false);
      expect(store.moveTo(elsewhere)).toBe(true);
      expect(store.find('web')?.file).toBe(elsewhere.saved);
      expect(existsSync(filesIn(directory).saved)).toBe(false);
      expect(names(new AddedProgramStore(elsewhere, 'boot 1'))).toEqual(['web', 'db']);
    }));

  test('a file that was torn at any byte is said, and not taken for an empty one', () =>
    withTempDir((directory) => {
      const store = open(directory);
      add(store, 'web', 'saved');
      const { saved } = filesIn(directory);
      const whole = readFileSync(saved);
      // Without the line feed at the end it is whole still.
      for (let length = 0; length < whole.length - 1; length += 1) {
        writeFileSync(saved, whole.subarray(0, length));
        expect(() => open(directory), String(length)).toThrow(AddedProgramFileError);
      }
    }));

  test.each(['null', '[]', '{"boot":null}', '{"boot":null,"programs":[{"name":"web"}]}', '{"programs":[]}'])(
    'a file with %s holds no list',
    (text) =>
      withTempDir((directory) => {
        const { saved } = filesIn(directory);
        writeFileSync(saved, text);
        expect(() => open(directory)).toThrow(`"${saved}" holds no list of programs`);
      }),
  );
});
