/** Who asked for something over the control interfaces, as far as the kernel and the login tell. */

export type Caller =
  /** The process at the other end of a unix socket, as the kernel vouches for it. */
  | {
      readonly kind: 'local';
      readonly uid: number;
      /** Null: the system has no name for the uid. */
      readonly user: string | null;
      /** Null: it lives in another pid namespace. */
      readonly pid: number | null;
      /** What the process calls itself; null when it was gone. */
      readonly command: string | null;
      /** The name that it gave with the password. */
      readonly login: string | null;
    }
  /** `address` is `host:port`. */
  | { readonly kind: 'remote'; readonly address: string; readonly login: string | null }
  /** A plug-in of the daemon, by the name of its section. */
  | { readonly kind: 'plugin'; readonly name: string }
  /** It left before it could be asked. */
  | { readonly kind: 'unknown' };

/** `root (uid 0, pid 123 vigilctl)`, `admin (10.0.0.7:51334)`. */
export function describeCaller(caller: Caller): string {
  switch (caller.kind) {
    case 'local':
      return describeLocal(caller);
    case 'remote':
      return caller.login === null ? caller.address : `${caller.login} (${caller.address})`;
    case 'plugin':
      return `plug-in ${caller.name}`;
    case 'unknown':
      return 'somebody who left at once';
  }
}

function describeLocal({ uid, user, pid, command, login }: Extract<Caller, { kind: 'local' }>): string {
  const process = pid === null ? [] : [command === null ? `pid ${pid}` : `pid ${pid} ${command}`];
  const facts = [...process, ...(login === null ? [] : [`logged in as ${login}`])];
  if (user !== null) return `${user} (${[`uid ${uid}`, ...facts].join(', ')})`;
  return facts.length === 0 ? `uid ${uid}` : `uid ${uid} (${facts.join(', ')})`;
}
