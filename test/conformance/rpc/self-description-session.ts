/** What the API tells about itself. */
import { METHOD_NAMES } from './bad-call-session.ts';
import { call, DAEMON_SECTIONS, type RpcSession } from './rpc-session.ts';

export const SELF_DESCRIPTION_SESSION: RpcSession = {
  title: 'the API about itself',
  config: DAEMON_SECTIONS,
  steps: [
    call('system.listMethods'),
    ...METHOD_NAMES.map((name) => call('system.methodSignature', name)),
    ...METHOD_NAMES.map((name) => call('system.methodHelp', name)),
  ],
};
