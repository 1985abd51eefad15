/** Calls with too few, too many and wrong parameters, of names that do not exist, and bodies that are no calls. */
import { postRequest } from '../../support/raw-http.ts';
import { call, callWith, DAEMON_SECTIONS, type RpcSession, type RpcStep } from './rpc-session.ts';

const STRING = '<value><string>cat</string></value>';

/** Good parameters, and how many of them are optional. */
const METHODS: readonly (readonly [method: string, parameters: readonly string[], optional?: number])[] = [
  ['supervisor.getAPIVersion', []],
  ['supervisor.getVersion', []],
  ['supervisor.getSupervisorVersion', []],
  ['supervisor.getIdentification', []],
  ['supervisor.getState', []],
  ['supervisor.getPID', []],
  ['supervisor.readLog', [int(0), int(1)]],
  ['supervisor.readMainLog', [int(0), int(1)]],
  ['supervisor.clearLog', []],
  ['supervisor.shutdown', []],
  ['supervisor.restart', []],
  ['supervisor.reloadConfig', []],
  ['supervisor.addProcessGroup', [STRING]],
  ['supervisor.removeProcessGroup', [STRING]],
  ['supervisor.startProcess', [STRING, bool(1)], 1],
  ['supervisor.startProcessGroup', [STRING, bool(1)], 1],
  ['supervisor.startAllProcesses', [bool(1)], 1],
  ['supervisor.stopProcess', [STRING, bool(1)], 1],
  ['supervisor.stopProcessGroup', [STRING, bool(1)], 1],
  ['supervisor.stopAllProcesses', [bool(1)], 1],
  ['supervisor.signalProcess', [STRING, string('CONT')]],
  ['supervisor.signalProcessGroup', [STRING, string('CONT')]],
  ['supervisor.signalAllProcesses', [string('CONT')]],
  ['supervisor.getAllConfigInfo', []],
  ['supervisor.getProcessInfo', [STRING]],
  ['supervisor.getAllProcessInfo', []],
  ['supervisor.readProcessStdoutLog', [STRING, int(0), int(1)]],
  ['supervisor.readProcessStderrLog', [STRING, int(0), int(1)]],
  ['supervisor.readProcessLog', [STRING, int(0), int(1)]],
  ['supervisor.tailProcessStdoutLog', [STRING, int(0), int(1)]],
  ['supervisor.tailProcessStderrLog', [STRING, int(0), int(1)]],
  ['supervisor.tailProcessLog', [STRING, int(0), int(1)]],
  ['supervisor.clearProcessLogs', [STRING]],
  ['supervisor.clearProcessLog', [STRING]],
  ['supervisor.clearAllProcessLogs', []],
  ['supervisor.sendProcessStdin', [STRING, string('x')]],
  ['supervisor.sendRemoteCommEvent', [STRING, string('x')]],
  ['system.listMethods', []],
  ['system.methodHelp', [string('supervisor.getPID')]],
  ['system.methodSignature', [string('supervisor.getPID')]],
  ['system.multicall', ['<value><array><data></data></array></value>']],
];

const OTHER_VALUES: readonly string[] = [
  int(5),
  string('x'),
  string(''),
  bool(1),
  '<value><double>1.5</double></value>',
  '<value><nil/></value>',
  '<value><array><data></data></array></value>',
  '<value><struct></struct></value>',
  '<value><base64>Y2F0</base64></value>',
  '<value><dateTime.iso8601>20240102T03:04:05</dateTime.iso8601></value>',
  '<value><i8>7</i8></value>',
];

export const METHOD_NAMES: readonly string[] = METHODS.map(([name]) => name);

/** With the result of these a change of the world would come about. */
const ONLY_COUNTED = /shutdown|restart|clearLog$|startAll|stopAll/;

function int(number: number): string {
  return `<value><int>${number}</int></value>`;
}

function string(text: string): string {
  return `<value><string>${text}</string></value>`;
}

function bool(bit: number): string {
  return `<value><boolean>${bit}</boolean></value>`;
}

function countSteps(): RpcStep[] {
  return METHODS.flatMap(([method, good, optional = 0]) => {
    const steps = [callWith(method, ...good, string('too many'))];
    if (good.length > optional) steps.push(callWith(method, ...good.slice(0, good.length - optional - 1)));
    return steps;
  });
}

function typeSteps(): RpcStep[] {
  return METHODS.filter(([method]) => !ONLY_COUNTED.test(method)).flatMap(([method, good]) =>
    good.flatMap((_, index) => OTHER_VALUES.map((value) => callWith(method, ...good.with(index, value)))),
  );
}

const UNKNOWN_NAMES = [
  'nosuch',
  'supervisor',
  'supervisor.nosuch',
  'supervisor.getPID.x',
  'supervisor..getPID',
  '.getPID',
  'getPID',
  'supervisor.',
  'supervisor.__init__',
  'supervisor._update',
  'supervisor.supervisord',
  'system.nosuch',
  'system.getPID',
  'Supervisor.getPID',
  'supervisor.getpid',
  ' supervisor.getPID',
  'supervisor.getPID ',
  'ö.ö',
  'constructor.constructor',
  'supervisor.constructor',
  'supervisor.toString',
  '__proto__.x',
];

const NAME = '<methodName>supervisor.getIdentification</methodName>';

const BODIES: readonly string[] = [
  ' ',
  'x',
  '<',
  '<methodCall>',
  '<methodCall/>',
  '<methodCall></methodCall>',
  '<methodCall><params/></methodCall>',
  '<methodCall><methodName></methodName></methodCall>',
  '<methodCall><methodName/></methodCall>',
  `<methodCall>${NAME}</methodCall>`,
  `<methodCall>${NAME}<params/></methodCall>`,
  `<methodCall>${NAME}<params></params></methodCall>`,
  `<methodCall>${NAME}<params>\n</params>\n</methodCall>\n`,
  `<methodCall>${NAME}<params><param/></params></methodCall>`,
  `<methodCall>${NAME}<params><param></param></params></methodCall>`,
  `<methodCall>${NAME}<params><param><value/></param></params></methodCall>`,
  `<methodCall>${NAME}</methodCall>x`,
  `x<methodCall>${NAME}</methodCall>`,
  `<methodCall>${NAME}</methodCall><methodCall/>`,
  `<methodCall>${NAME}</wrong>`,
  `\n<methodCall>${NAME}</methodCall>`,
  `\n<?xml version="1.0"?><methodCall>${NAME}</methodCall>`,
  `<?xml version="1.0" encoding="utf-8"?><methodCall>${NAME}</methodCall>`,
  `<?xml version="1.0"?><!-- c --><methodCall><!-- d -->${NAME}</methodCall><!-- e -->`,
  `<?xml version="1.0"?><!DOCTYPE methodCall><methodCall>${NAME}</methodCall>`,
  `<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "a.dtd">\n<methodCall>${NAME}</methodCall>`,
  `<!-- c --><!DOCTYPE a PUBLIC "-//a//b" 'a.dtd' ><?d e?><methodCall>${NAME}</methodCall>`,
  `<!DOCTYPE a><!DOCTYPE a><methodCall>${NAME}</methodCall>`,
  `<!doctype a><methodCall>${NAME}</methodCall>`,
  `<methodCall>${NAME}</methodCall><!DOCTYPE a>`,
  `<?xml version="1.0" encoding="iso-8859-1"?><methodCall>${NAME}</methodCall>`,
  `<other>${NAME}</other>`,
  NAME,
  `<methodCall a="b">${NAME}</methodCall >`,
  '<methodCall><methodName>supervisor.get<!-- c -->Identification</methodName></methodCall>',
  '<methodCall><methodName><![CDATA[supervisor.getIdentification]]></methodName></methodCall>',
  '<methodCall><methodName>supervisor&#46;getIdentification</methodName></methodCall>',
  '<methodCall><methodName>supervisor&nope;getIdentification</methodName></methodCall>',
  '<methodCall><methodName>supervisor&getIdentification</methodName></methodCall>',
  '<methodCall><methodName>supervisor.getIdentification</methodName><methodName>nosuch</methodName></methodCall>',
  '<methodCall><methodName>\nsupervisor.getIdentification\n</methodName></methodCall>',
];

/** Inside the `<param>` of a getProcessInfo, which tells in its fault what it understood. */
const VALUES: readonly string[] = [
  '<value>cat</value>',
  '<value> cat</value>',
  '<value></value>',
  '<value/>',
  '<value>a&amp;b&lt;c&gt;d&quot;e</value>',
  '<value>ö日本🙂&#246;&#x1F642;</value>',
  '<value><string>a<b/>c</string></value>',
  '<value>x<string>y</string></value>',
  '<value><string>y</string>x</value>',
  '<value><string>a\r\nb\rc</string></value>',
  '<value><string>]]&gt;</string></value>',
  '<value><unknown>5</unknown></value>',
  '<value><int>x</int></value>',
  '<value><int></int></value>',
  '<value><int>1.5</int></value>',
  '<value><double>x</double></value>',
  '<value><double></double></value>',
  '<value><boolean>2</boolean></value>',
  '<value><base64>!</base64></value>',
  '<value><base64></base64></value>',
  '<value><base64>w7Y=</base64></value>',
  '<value><base64>/w==</base64></value>',
  '<value><array></array></value>',
  '<value><array><data/></array></value>',
  '<value><struct><member></member></struct></value>',
  '<value><struct><member><name>a</name></member></struct></value>',
  '<value><struct><member><name/><value/></member></struct></value>',
  '<value><struct><member><struct/><value/></member></struct></value>',
  '<value><dateTime.iso8601>x</dateTime.iso8601></value>',
];

function inProcessInfo(value: string): string {
  return `<methodCall><methodName>supervisor.getProcessInfo</methodName><params><param>${value}</param></params></methodCall>`;
}

function body(bytes: string | Uint8Array, title: string): RpcStep {
  return { title: `body ${title}`, bytes: postRequest(bytes) };
}

export const BAD_CALL_SESSION: RpcSession = {
  title: 'bad calls',
  config: `${DAEMON_SECTIONS}\n[program:cat]\ncommand=cat\nstartsecs=0\nautostart=false\n`,
  steps: [
    ...countSteps(),
    ...typeSteps(),
    ...UNKNOWN_NAMES.map((name) => call(name)),
    ...BODIES.map((text) => body(text, JSON.stringify(text))),
    ...VALUES.map((value) => body(inProcessInfo(value), `with ${JSON.stringify(value)}`)),
    body(Buffer.from([0xff, 0xfe]), 'that is no UTF-8'),
    body(Buffer.from('<methodCall>\0</methodCall>'), 'with a NUL'),
    body(`\ufeff<methodCall>${NAME}</methodCall>`, 'with a byte-order mark'),
    body(Buffer.from(`<methodCall>${NAME}</methodCall>`, 'utf16le'), 'in UTF-16'),
  ],
};
