/** Where a behaviour is shown: in scenarios and sessions that run under both daemons, and in tests of vigil alone. */
export interface Proof {
  /** As the page says it. */
  readonly label: string;
  /** From the root of the project. */
  readonly path: string;
  /** A piece of the file's text, as a rule of the title of a test. */
  readonly text: string | null;
}

/** A scenario of `test/conformance/scenarios`, which runs under supervisord and under vigild. */
export function scenario(name: string): Proof {
  return {
    label: `scenario \`${name}\``,
    path: `test/conformance/scenarios/${name}`,
    text: null,
  };
}

/** A list of requests that are sent to supervisord and to vigild. */
export function calls(name: string): Proof {
  return { label: `requests \`${name}\``, path: `test/conformance/rpc/${name}-session.ts`, text: null };
}

/** Command lines that are typed to supervisorctl and vigilctl, against both daemons. */
export const TYPED: Proof = {
  label: 'typed commands',
  path: 'test/conformance/clients/session-steps.ts',
  text: null,
};

/** A file of tests, or the test in it whose title has this text. */
export function test(path: string, text: string | null = null): Proof {
  return { label: `\`${path.replace(/^src\//, '').replace(/\.test\.ts$/, '')}\``, path, text };
}
