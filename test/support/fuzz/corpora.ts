/** What the fuzzed inputs are bred from. */
import { encodeXmlRpcCall } from '../xmlrpc-client.ts';
import type { Breeding } from './mutate.ts';

const CALLS = [
  encodeXmlRpcCall('supervisor.getAllProcessInfo', []),
  encodeXmlRpcCall('supervisor.getProcessInfo', ['cat']),
  encodeXmlRpcCall('supervisor.readProcessStdoutLog', ['cat', 0, 100]),
  encodeXmlRpcCall('supervisor.sendProcessStdin', ['cat', 'ö<&>\n']),
  encodeXmlRpcCall('system.multicall', [
    [{ methodName: 'supervisor.getState', params: [] }, { a: [1, true] }],
  ]),
  encodeXmlRpcCall('system.methodHelp', ['supervisor.getState']),
  `<?xml version="1.0"?><!-- c --><methodCall a="b"><methodName><![CDATA[system.listMethods]]></methodName>
<params><param><value><double>-1.5e3</double></value></param><param><value><base64>w7Y=</base64></value></param>
<param><value><dateTime.iso8601>20240102T03:04:05</dateTime.iso8601></value></param><param><value><nil/></value>
</param></params></methodCall>`,
] as const;

export const XML: Breeding = {
  corpus: [
    ...CALLS,
    `<?xml version='1.0'?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>10</int></value>\n</member>\n<member>\n<name>faultString</name>\n<value><string>BAD_NAME: x</string></value>\n</member>\n</struct></value>\n</fault>\n</methodResponse>\n`,
    `<methodResponse><params><param><value><array><data><value>a</value><value><i8>9</i8></value></data></array></value></param></params></methodResponse>`,
  ],
  words: [
    ...'< > </ /> & ; " \' = &amp; &#0; &#13; &#xD800; &#x110000; &#99999999; &x; <!-- --> <![CDATA[ ]]>'.split(
      ' ',
    ),
    ...'<?xml ?> <?x <!DOCTYPE <!ENTITY <value> </value> <value/> <param> </param> <params> <name> </name>'.split(
      ' ',
    ),
    ...'<struct> </struct> <member> </member> <array> </array> <data> </data> <int> </int> <i8> <double>'.split(
      ' ',
    ),
    ...'<boolean> <string> <string/> <base64> <nil/> <methodName> </methodName> <a b="c"> nan inf -1'.split(
      ' ',
    ),
    ...['__proto__', 'constructor', '9'.repeat(400), '1e999', ' ', '\n', '\r', '\0', '\ufeff', '🙂', '\x1b'],
  ],
};

export const INI: Breeding = {
  corpus: [
    `[supervisord]\nlogfile=/tmp/x.log\nlogfile_maxbytes=50MB\nminfds=1024\nenvironment=A="1",B='%(ENV_HOME)s'\n
[unix_http_server]\nfile=/run/x.sock\nchmod=0700\nchown=root:root\nusername=a\npassword={SHA}0\n
[inet_http_server]\nport=*:9001\n[supervisorctl]\nserverurl=unix:///run/x.sock\nprompt=x\n
[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface\n`,
    `[supervisord]\n[program:web]\ncommand=/bin/cat %(program_name)s %(process_num)02d ; comment
process_name=%(program_name)s_%(process_num)d\nnumprocs=3\nnumprocs_start=1\numask=022\npriority=5\nautostart=true
autorestart=unexpected\nstartsecs=1\nstartretries=3\nexitcodes=0,2\nstopsignal=TERM\nstopwaitsecs=10\nuser=www
redirect_stderr=true\nstdout_logfile=/tmp/%%x.log\nstdout_logfile_maxbytes=1KB\nenvironment=A="b,c",D=e\n
[group:g]\nprograms=web\npriority=999\n`,
    `[supervisord]\n[eventlistener:e]\ncommand=x\nevents=PROCESS_STATE,TICK_5\nbuffer_size=10\nresult_handler=a:b\n
[fcgi-program:f]\ncommand=y\nsocket=tcp://localhost:9\nsocket_owner=www:www\nnumprocs=2
process_name=%(process_num)d\nsocket_backlog=5\n[include]\nfiles=/etc/app/*.conf sub/*.ini\n[ctlplugin:a]\nb.c=d\n`,
    `[supervisord]\nnodaemon=true\n[program:a]\ncommand = sh -c "echo 'x' \\" y"\n  continued\n\tmore # c\nuser: nobody\n[program:a]\ndirectory=%(here)s\n`,
  ],
  words: [
    ...'[ ] [] [program:x] [group:x] [supervisord] [include] [eventlistener:x] [fcgi-program:x] = : ; # ,'.split(
      ' ',
    ),
    ...'% %% %( )s )d %(here)s %(ENV_HOME)s %(ENV_ %(process_num)09999999999d %(process_num)-5.3x'.split(' '),
    ...'%(process_num)999999999d %(process_num).999999999d %(host_node_name)r %s %d %c %(program_name)*d'.split(
      ' ',
    ),
    ...'numprocs=9999999 numprocs=-1 numprocs=1e9 command= " \\ files=** files=/etc/app/main.conf'.split(' '),
    "'",
    ...'environment= ="",A= true auto NONE /dev/stdout 99999999999999999999 0x10 1KB 1GB -5 umask=9 syslog'.split(
      ' ',
    ),
    ...[
      ' ',
      '\n',
      '\r',
      '\r\n ',
      '\n\t',
      ' ;',
      ' #',
      '\0',
      '\ufeff',
      '\u2028',
      '\x0b',
      'ö',
      '🙂',
      '\x1c',
      '\x85',
    ],
  ].filter((word) => word !== ''),
};

const call = CALLS[0];

export const HTTP: Breeding = {
  corpus: [
    ...CALLS.map(
      (body) =>
        `POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ),
    `POST /RPC2 HTTP/1.0\r\nConnection: keep-alive\r\nContent-Length: ${call.length}\r\n\r\n${call}`,
    `POST /RPC2 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${call.length.toString(16)}\r\n${call}\r\n0\r\n\r\n`,
    'GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /nosuch HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /logtail/cat/stdout?x=%41 HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n',
    'GET /mainlogtail HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    'CONNECT x:1 HTTP/1.1\r\nExpect: 100-continue\r\n\r\n',
    'OPTIONS * HTTP/1.1\r\n\r\n',
    'HEAD /RPC2 HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc',
  ],
  words: [
    ...'GET POST PUT HEAD CONNECT TRACE / /RPC2 /logtail/ /logtail/cat /mainlogtail // /../ %2e%2e %00 %ff %'.split(
      ' ',
    ),
    ...'HTTP/1.1 HTTP/1.0 HTTP/2.0 HTTP/0.9 Content-Length: Transfer-Encoding: chunked Connection: close'.split(
      ' ',
    ),
    ...'keep-alive Upgrade Expect: 100-continue Authorization: Basic Host: 0 -1 99999999999999999999 ffffffffff'.split(
      ' ',
    ),
    ...['\r\n', '\r\n\r\n', '\n', '\r', ' ', '\t', ':', '\0', '\x7f', 'ö', '; ext=1\r\n', '0\r\n\r\n'],
    ...['X: y\r\n', 'Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n', '<methodCall>'],
  ],
};
