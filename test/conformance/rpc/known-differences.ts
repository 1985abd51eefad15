/**
 * Where vigild's replies differ from supervisord's, on purpose or because Debian packages an older version. Each entry
 * brings both sides to a common form, and says why they need not agree.
 */
import { faultOf, statusOf } from './reply-text.ts';

export interface RpcDifference {
  readonly reason: string;
  /** The titles of the steps that it touches. Default: all. */
  readonly steps?: RegExp;
  readonly agree: (sides: Sides) => Sides;
}

/** What came back, on each side. */
export interface Sides {
  readonly supervisord: string;
  readonly vigild: string;
}

/** Leaves header lines out of every reply. */
function withoutHeader(pattern: RegExp): (sides: Sides) => Sides {
  const agree = (text: string) => text.replaceAll(pattern, '');
  return ({ supervisord, vigild }) => ({ supervisord: agree(supervisord), vigild: agree(vigild) });
}

/** Where both are as described, both become the same; otherwise they stay as they are. */
function pair(name: string, isSo: (sides: Sides) => boolean): (sides: Sides) => Sides {
  const common = `<${name}>`;
  return (sides) => (isSo(sides) ? { supervisord: common, vigild: common } : sides);
}

/** `{name, group, status, description}` structs of one array, in the order of names. */
function inOrderOfNames(text: string): string {
  const struct =
    /<value><struct>\n<member>\n<name>name<\/name>(?:(?!<struct>)[\s\S])*?<name>description<\/name>(?:(?!<struct>)[\s\S])*?<\/struct><\/value>\n/g;
  const sorted = [...text.matchAll(struct)].map(([found]) => found).sort();
  return text.replaceAll(struct, () => sorted.shift() ?? '');
}

function isWrongParameter(text: string): boolean {
  return /parameter "\w+" must be /.test(faultOf(text)?.text ?? '');
}

function typesIn(help: string): readonly string[] {
  return [...help.matchAll(/@(param|return) (\w+)/g)].map(([, tag, type]) => `${tag} ${type}`);
}

const ANY_CALL = /^(?:supervisor|system)\.\w+\(|^body with /;

export const RPC_DIFFERENCES: readonly RpcDifference[] = [
  {
    reason: "The Server header names vigild; Supervisor's names the library that its server is made from.",
    agree: withoutHeader(/^Server: (?:Medusa\/1\.12|vigild\/\d+\.\d+\.\d+)\n/gm),
  },
  {
    reason: 'vigild says with each reply whether the connection stays; Supervisor says it to HTTP/1.0 alone.',
    agree: withoutHeader(/^Connection: (?:keep-alive|close)\n/gim),
  },
  {
    reason: 'The status line says HTTP/1.1 to HTTP/1.0 clients too, as RFC 9110 wants it.',
    steps: /^HTTP\/1\.0/,
    agree: ({ supervisord, vigild }) => ({
      supervisord: supervisord.replace(/^HTTP\/1\.0 /, 'HTTP/1.1 '),
      vigild,
    }),
  },
  {
    reason:
      'A request that is no HTTP is answered, with 400 and without a date. Supervisor closes the connection.',
    steps: /^(?:an unknown method|no request line)$/,
    agree: pair('no HTTP', ({ vigild }) => statusOf(vigild) === 400),
  },
  {
    reason: 'A log without a name is not found; Supervisor fails.',
    steps: /^GET \/logtail$/,
    agree: pair(
      'no name',
      ({ supervisord, vigild }) => statusOf(supervisord) === 500 && statusOf(vigild) === 404,
    ),
  },
  {
    reason:
      'Credentials without a colon are wrong, and what is no base64 is a bad request; Supervisor fails.',
    steps: /^a call with Authorization: Basic (?:bWU=|!!!!)?$/,
    agree: pair(
      'no credentials',
      ({ supervisord, vigild }) => statusOf(supervisord) === 500 && [400, 401].includes(statusOf(vigild)),
    ),
  },
  {
    reason: 'The version that vigild names is the level of Supervisor that it offers, 4.3.0.',
    steps: /^supervisor\.getSupervisorVersion\(\)$/,
    agree: pair('a version', ({ supervisord, vigild }) => supervisord.replace('4.2.5', '4.3.0') === vigild),
  },
  {
    reason: 'vigil has methods of its own, under a namespace of their own.',
    steps: /^system\.listMethods\(\)$/,
    agree: ({ supervisord, vigild }) => ({
      supervisord,
      vigild: vigild.replaceAll(/<value><string>vigil\.\w+<\/string><\/value>\n/g, ''),
    }),
  },
  {
    reason: "The help is in vigil's own words. It names every type that Supervisor's names.",
    steps: /^system\.methodHelp\("(?!nosuch)/,
    agree: pair('help', ({ supervisord, vigild }) => {
      const types = typesIn(vigild);
      return types.length > 0 && typesIn(supervisord).every((type) => types.includes(type));
    }),
  },
  {
    reason: 'The key autorestart exists since Supervisor 4.4.',
    steps: /^supervisor\.getAllConfigInfo\(\)$/,
    agree: ({ supervisord, vigild }) => ({
      supervisord,
      vigild: vigild.replaceAll(/<member>\n<name>autorestart<\/name>\n.*\n<\/member>\n/g, ''),
    }),
  },
  {
    reason:
      'Results about several processes come in the order of the processes, not in that of their completion.',
    steps: /AllProcess|Group\(|:\*|:"|"system\.multicall"|^system\.multicall/,
    agree: ({ supervisord, vigild }) => ({
      supervisord: inOrderOfNames(supervisord),
      vigild: inOrderOfNames(vigild),
    }),
  },
  {
    reason:
      'A parameter of a wrong type is fault 2 with the reason. Supervisor fails with HTTP 500 or fault 2 without one, ' +
      'or looks for a name that is the text of the value.',
    steps: ANY_CALL,
    agree: pair('a parameter of a wrong type', ({ supervisord, vigild }) => {
      const isRefused = statusOf(supervisord) === 500 || faultOf(supervisord) !== null;
      return isRefused && isWrongParameter(vigild);
    }),
  },
  {
    reason:
      'Parameters have types also where Supervisor does not look at them, or takes what is neither text nor an array.',
    steps: /^(?:supervisor\.sendRemoteCommEvent|supervisor\.signalAllProcesses|system\.multicall)\(/,
    agree: pair('a parameter of a wrong type', ({ vigild }) => isWrongParameter(vigild)),
  },
  {
    reason: "A number in a text is decimal digits; Python's underscores between them are not.",
    steps: /readProcessLog\("lines", "1_0", "0"\)/,
    agree: pair('an underscore', ({ vigild }) => isWrongParameter(vigild)),
  },
  {
    reason:
      'Base64 that is no text and dates that are none reach the method, which refuses them with a reason.',
    steps: /^body with "<value><(?:base64>\/w==|dateTime)/,
    agree: pair(
      'a value that Python cannot read',
      ({ supervisord, vigild }) => statusOf(supervisord) === 400 && faultOf(vigild) !== null,
    ),
  },
  {
    reason:
      'What sendProcessStdin refuses is named in words; Supervisor shows it as Python does, and takes an <i8> for text.',
    steps: /^supervisor\.sendProcessStdin\(<value><string>cat/,
    agree: pair('no text', ({ supervisord, vigild }) => {
      const codes = [faultOf(supervisord)?.code, faultOf(vigild)?.code];
      return codes.every((code) => code === 2) || codes.join() === '10,2' || codes.join() === '2,10';
    }),
  },
  {
    reason:
      'A date is the text that it was sent as. For Supervisor it is an object, with which most calls fail.',
    steps: /dateTime/,
    agree: pair('a date', ({ supervisord, vigild }) => {
      const isRefused = statusOf(supervisord) === 500 || faultOf(supervisord) !== null;
      return isRefused && faultOf(vigild) !== null;
    }),
  },
  {
    reason: 'A struct whose member has no text for a name makes the request malformed, not the server fail.',
    steps: /^body with .*<member><struct\/>/,
    agree: pair(
      'a name that is no text',
      ({ supervisord, vigild }) => statusOf(supervisord) === 500 && statusOf(vigild) === 400,
    ),
  },
  {
    reason: 'Requests are UTF-8. Supervisor drops the connection for other bytes, and knows UTF-16.',
    steps: /^body (that is no UTF-8|in UTF-16)$/,
    agree: pair('no UTF-8', ({ vigild }) => statusOf(vigild) === 400),
  },
  {
    reason: 'Logs that are no UTF-8, or that are cut inside a character, can be read.',
    steps: /^supervisor\.(read|tail)Process\w*Log\("(unicode|invalid|cut)"/,
    agree: pair(
      'cut or broken characters',
      ({ supervisord, vigild }) => statusOf(supervisord) === 500 && faultOf(vigild) === null,
    ),
  },
  {
    reason:
      'Characters that XML cannot carry are shown as visible symbols, and a carriage return is escaped.',
    steps: /^supervisor\.(read|tail)Process\w*Log\("(control|nul|returns)"/,
    agree: ({ supervisord, vigild }) => ({
      supervisord: supervisord.replaceAll(/[\0-\x08\x0b-\x1f]/g, (character) =>
        character === '\r' ? '&#13;' : String.fromCharCode(0x2400 + character.charCodeAt(0)),
      ),
      vigild,
    }),
  },
];

/** The sides without their known differences: what should be equal. */
export function agreed(sides: Sides, title: string): Sides {
  return RPC_DIFFERENCES.filter(({ steps }) => steps?.test(title) !== false).reduce(
    (result, { agree }) => (result.supervisord === result.vigild ? result : agree(result)),
    sides,
  );
}
