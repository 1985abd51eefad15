/** The kinds of sections, with the keys that each of them knows. */
import {
  CONTROL_OPTIONS,
  CONTROL_PLUGIN_OPTIONS,
  INCLUDE_OPTIONS,
  RPC_INTERFACE_OPTIONS,
} from './control-options.ts';
import { DAEMON_OPTIONS } from './daemon-options.ts';
import { FCGI_OPTIONS, GROUP_OPTIONS, LISTENER_OPTIONS } from './group-options.ts';
import type { Option } from './option.ts';
import { PROGRAM_OPTIONS } from './program-options.ts';
import { INET_SERVER_OPTIONS, UNIX_SERVER_OPTIONS } from './server-options.ts';

export interface SectionKind {
  /** As the reference page shows it, without brackets: `program:x`. */
  readonly title: string;
  /** `exact`: the section has this very name; `prefix`: its name begins with it. */
  readonly match: 'exact' | 'prefix';
  readonly name: string;
  /** Sentences for the reference page. */
  readonly description: string;
  readonly options: Readonly<Record<string, Option<unknown>>>;
  /** Whether every other key means something too: it is passed on to a plug-in. */
  readonly takesAnyKey: boolean;
}

function exactly(name: string, rest: Pick<SectionKind, 'description' | 'options'>): SectionKind {
  return { title: name, match: 'exact', name, takesAnyKey: false, ...rest };
}

function beginning(
  name: string,
  rest: Pick<SectionKind, 'description' | 'options'> & Partial<Pick<SectionKind, 'title' | 'takesAnyKey'>>,
): SectionKind {
  return { title: `${name}x`, match: 'prefix', name, takesAnyKey: false, ...rest };
}

/** In the order of the reference page. */
export const SECTION_KINDS: readonly SectionKind[] = [
  exactly('supervisord', {
    description: 'Settings of the daemon itself. The section must be there, if only as a header.',
    options: DAEMON_OPTIONS,
  }),
  beginning('unix_http_server', {
    title: 'unix_http_server',
    description: 'A server on a unix socket. There may be several: `[unix_http_server:second]`.',
    options: UNIX_SERVER_OPTIONS,
  }),
  beginning('inet_http_server', {
    title: 'inet_http_server',
    description: 'A server on a TCP port. There may be several: `[inet_http_server:second]`.',
    options: INET_SERVER_OPTIONS,
  }),
  exactly('supervisorctl', {
    description: 'Settings of the client. They are read from the main file only.',
    options: CONTROL_OPTIONS,
  }),
  exactly('include', { description: 'More files to read.', options: INCLUDE_OPTIONS }),
  beginning('program:', {
    description: 'A program: one process, or `numprocs` of them.',
    options: PROGRAM_OPTIONS,
  }),
  beginning('group:', { description: 'Programs that are operated together.', options: GROUP_OPTIONS }),
  beginning('eventlistener:', {
    description: 'A pool of processes that are told of events. It knows all keys of a program and these.',
    options: { ...PROGRAM_OPTIONS, ...LISTENER_OPTIONS },
  }),
  beginning('fcgi-program:', {
    description:
      'A FastCGI program, whose processes share a socket. It knows all keys of a program and these.',
    options: { ...PROGRAM_OPTIONS, ...FCGI_OPTIONS },
  }),
  beginning('rpcinterface:', {
    description: 'A name space of the API. `[rpcinterface:supervisor]` is the one that the client needs.',
    options: RPC_INTERFACE_OPTIONS,
    takesAnyKey: true,
  }),
  beginning('ctlplugin:', {
    description: 'A plug-in of the client.',
    options: CONTROL_PLUGIN_OPTIONS,
    takesAnyKey: true,
  }),
];

/** The kind of a section, or undefined for a section that nobody reads. */
export function sectionKind(name: string): SectionKind | undefined {
  return SECTION_KINDS.find((kind) =>
    kind.match === 'exact' ? name === kind.name : name.startsWith(kind.name),
  );
}
