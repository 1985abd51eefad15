/** HTTP as it comes over the socket: methods, versions, connections, lengths, authentication. */
import { postRequest } from '../../support/raw-http.ts';
import { encodeXmlRpcCall } from '../../support/xmlrpc-client.ts';
import { call, DAEMON_SECTIONS, type RpcSession, type RpcStep } from './rpc-session.ts';

const BODY = encodeXmlRpcCall('supervisor.getIdentification', []);
const LENGTH = `Content-Length: ${BODY.length}`;

function raw(
  title: string,
  lines: readonly string[],
  facts: Partial<RpcStep> & { body?: string } = {},
): RpcStep {
  const { body = BODY, ...rest } = facts;
  return { title, bytes: Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`), isRaw: true, ...rest };
}

const get = (target: string, ...headers: string[]) =>
  raw(
    `GET ${target}${headers.map((header) => `, ${header}`).join('')}`,
    [`GET ${target} HTTP/1.1`, 'Host: x', ...headers],
    {
      body: '',
    },
  );

const POST = 'POST /RPC2 HTTP/1.1';
const POST_1_0 = 'POST /RPC2 HTTP/1.0';

const REQUESTS: readonly RpcStep[] = [
  raw('a plain call', [POST, 'Host: x', 'Content-Type: text/xml', LENGTH]),
  raw('a call without Host', [POST, LENGTH]),
  raw('a call with Connection: close', [POST, 'Host: x', 'Connection: close', LENGTH]),
  raw('a call with Connection: Close', [POST, 'Host: x', 'Connection: Close', LENGTH]),
  raw('HTTP/1.0', [POST_1_0, LENGTH]),
  raw('HTTP/1.0 with keep-alive', [POST_1_0, 'Connection: keep-alive', LENGTH]),
  raw('HTTP/1.0 with Keep-Alive', [POST_1_0, 'Connection: Keep-Alive', LENGTH]),
  raw('HTTP/1.0 with close', [POST_1_0, 'Connection: close', LENGTH]),
  raw('another content type', [POST, 'Host: x', 'Content-Type: application/json', LENGTH]),
  raw('an unknown header', [POST, 'Host: x', 'X-Anything: a: b', LENGTH]),
  raw('headers in lower case', [POST, 'host: x', LENGTH.toLowerCase()]),
  raw('without a length', [POST, 'Host: x'], { body: '' }),
  raw('a target below', ['POST /RPC2/below HTTP/1.1', 'Host: x', LENGTH]),
  raw('a target that goes on', ['POST /RPC2x HTTP/1.1', 'Host: x', LENGTH]),
  raw('a target with a query', ['POST /RPC2?a=b HTTP/1.1', 'Host: x', LENGTH]),
  raw('a body that is no XML', [POST, 'Host: x', 'Content-Length: 1'], { body: 'x' }),
  raw('an unknown method', ['BREW /RPC2 HTTP/1.1', 'Host: x'], { body: '' }),
  raw('PUT', ['PUT /RPC2 HTTP/1.1', 'Host: x', 'Content-Length: 0'], { body: '' }),
  raw('HEAD', ['HEAD /nosuch HTTP/1.1', 'Host: x'], { body: '', replies: 0 }),
  raw('no request line', ['nonsense'], { body: '' }),
  raw('two requests at once', [`${POST}\r\nHost: x\r\n${LENGTH}\r\n\r\n${BODY}${POST}`, 'Host: x', LENGTH], {
    replies: 2,
  }),
  {
    title: 'ten different requests at once',
    bytes: Buffer.concat(
      Array.from({ length: 10 }, (_, index) =>
        postRequest(encodeXmlRpcCall('supervisor.getProcessInfo', [`nosuch${index}`])),
      ),
    ),
    replies: 10,
    isRaw: true,
  },
  {
    title: 'a call that waits and one behind it',
    bytes: Buffer.concat([
      postRequest(encodeXmlRpcCall('supervisor.startProcess', ['cat'])),
      postRequest(encodeXmlRpcCall('supervisor.getIdentification', [])),
    ]),
    replies: 2,
    isRaw: true,
  },
  get('/RPC2'),
  get('/nosuch'),
  get('/logtail'),
  get('/logtail/'),
  get('/logtail/nosuch'),
  get('/logtail/nosuch/stdout'),
  get('/logtail/cat/nochannel'),
  get('/logtail/cat/stdout/'),
  get('/logtail/cat/stdout/more'),
  get('/logtail/none'),
  raw('POST to /logtail', ['POST /logtail/cat HTTP/1.1', 'Host: x', LENGTH]),
];

const PROGRAMS = `
[program:cat]
command=cat
autostart=false
startsecs=0
[program:none]
command=cat
autostart=false
stdout_logfile=NONE
`;

export const HTTP_SESSION: RpcSession = {
  title: 'HTTP',
  config: DAEMON_SECTIONS + PROGRAMS,
  steps: REQUESTS,
};

const basic = (text: string) => `Authorization: Basic ${Buffer.from(text).toString('base64')}`;
const withAuthorization = (header: string) => raw(`a call with ${header}`, [POST, 'Host: x', header, LENGTH]);

function authorizationSession(title: string, password: string): RpcSession {
  const config = DAEMON_SECTIONS.replace(
    'supervisor.sock',
    `supervisor.sock\nusername=me\npassword=${password}`,
  );
  const steps = [
    raw('a call without authorization', [POST, 'Host: x', LENGTH]),
    ...[
      basic('me:secret'),
      basic('me:wrong'),
      basic('other:secret'),
      basic('me:'),
      basic(':secret'),
      basic(':'),
      basic('me:secret:more'),
      basic('ME:secret'),
      basic('me:5ebe2294ecd0e0f08eab7690d2a6ee69'),
      basic('me:e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4'),
      basic('me'),
      basic('mé:sécret'),
      basic('me:secret').replace('Basic', 'basic'),
      basic('me:secret').replace('Authorization', 'authorization'),
      basic('me:secret').replace('Basic', 'Bearer'),
      basic('me:secret').replace('Basic', 'Basic '),
      'Authorization: Basic !!!!',
      'Authorization: Basic YQ=',
      'Authorization: Basic a',
      'Authorization: Basic /////w==',
      'Authorization: Basic ',
      'Authorization: Basic',
      'Authorization: ',
      'Authorization: nonsense',
    ].map(withAuthorization),
    raw('GET without authorization', ['GET /logtail/cat HTTP/1.1', 'Host: x'], { body: '' }),
    raw('an unknown target without authorization', ['GET /nosuch HTTP/1.1', 'Host: x'], { body: '' }),
    raw('an empty body without authorization', [POST, 'Host: x', 'Content-Length: 0'], { body: '' }),
    { ...call('supervisor.getState'), isRaw: true, title: 'another call without authorization' },
  ];
  return { title, config: config + PROGRAMS, steps };
}

export const PASSWORD_SESSION = authorizationSession('authentication', 'secret');
export const HASHED_PASSWORD_SESSION = authorizationSession(
  'authentication with a hashed password',
  '{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4',
);
