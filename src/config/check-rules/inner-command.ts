/** Commands that only prepare the way for another one, which takes their place. */

interface Wrapper {
  /** Options whose value is a word of its own. */
  readonly valued: readonly string[];
  /** Words before the command that are no options. */
  readonly operands: number;
}

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  ['env', { valued: ['-u', '-C', '-S'], operands: 0 }],
  ['exec', { valued: ['-a'], operands: 0 }],
  ['nice', { valued: ['-n'], operands: 0 }],
  ['ionice', { valued: ['-c', '-n'], operands: 0 }],
  ['stdbuf', { valued: ['-i', '-o', '-e'], operands: 0 }],
  ['sudo', { valued: ['-u', '-g', '-C', '-D'], operands: 0 }],
  ['setpriv', { valued: [], operands: 0 }],
  ['gosu', { valued: [], operands: 1 }],
  ['su-exec', { valued: [], operands: 1 }],
  ['taskset', { valued: [], operands: 1 }],
  ['chroot', { valued: [], operands: 1 }],
  ['tini', { valued: ['-p', '-e'], operands: 0 }],
  ['dumb-init', { valued: ['-r'], operands: 0 }],
  ['authbind', { valued: [], operands: 0 }],
]);

/** The words of the command that will run in the end: `env A=1 nice -n 5 nginx` is `nginx`. */
export function innerCommand(words: readonly string[]): readonly string[] {
  const [executable = ''] = words;
  const wrapper = WRAPPERS.get(executable.slice(executable.lastIndexOf('/') + 1));
  if (wrapper === undefined) return words;
  let index = 1;
  let operands = wrapper.operands;
  for (; index < words.length; index++) {
    const word = words[index] as string;
    if (wrapper.valued.includes(word)) index++;
    else if (word.startsWith('-') || /^[A-Za-z_]\w*=/.test(word)) continue;
    else if (operands-- <= 0) break;
  }
  return innerCommand(words.slice(index));
}
