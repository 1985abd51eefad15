/** The keys of `[unix_http_server]` and `[inet_http_server]`. */
import { ownerOrElse } from './machine-values.ts';
import { optionTable } from './option.ts';
import { boolean, inetAddress, octalOrElse, stringList, text } from './values.ts';

const CREDENTIALS = {
  username: {
    grammar: text,
    default: null,
    description:
      'The name that clients must give. It comes with `password` or not at all; an empty name asks for none.',
    example: 'admin',
  },
  password: {
    grammar: text,
    default: null,
    description:
      'The password that clients must give: clear text, or `{SHA}` and the hexadecimal SHA-1 of it.',
    example: '{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d',
  },
  read_only_username: {
    grammar: text,
    default: null,
    description:
      'The name of a second user, who may look and not touch: whatever would change something is refused. It comes with `read_only_password` or not at all, and only beside `username`. Supervisor does not have this key.',
    example: 'guest',
  },
  read_only_password: {
    grammar: text,
    default: null,
    description:
      'The password of that user, in the same forms as `password`. Supervisor does not have this key.',
    example: 'look-only',
  },
  allowed_hosts: {
    grammar: stringList,
    default: '',
    description:
      'Further names under which browsers reach a server without a password, and names of proxies that change the Host header and speak no TLS or need no password, with the port of the proxy unless that is 80 or 443. Addresses, names without a dot, the name of the machine and the host in `port` need no mention. Supervisor does not have this key.',
    example: 'vigil.example.com',
  },
  public_health: {
    grammar: boolean,
    default: 'false',
    description:
      'Whether `/healthz` and `/readyz` are answered without a password, as load balancers and Kubernetes ask them. Supervisor does not have this key.',
    example: 'true',
  },
} as const;

export const INET_SERVER_OPTIONS = optionTable({
  ...CREDENTIALS,
  port: {
    grammar: inetAddress,
    default: null,
    required: true,
    description:
      'Where the server listens: a port, or an address and a port. Without an address, or with `*`, it listens on every interface.',
    example: '127.0.0.1:9001',
  },
});

export const UNIX_SERVER_OPTIONS = optionTable({
  file: {
    grammar: text,
    default: null,
    required: true,
    description: 'The path of the socket. `~` is expanded.',
    example: '/run/supervisor.sock',
  },
  ...CREDENTIALS,
  chown: {
    grammar: ownerOrElse('Invalid sockchown value'),
    default: null,
    description: 'The owner of the socket, `user` or `user:group`.',
    example: 'root:adm',
  },
  chmod: {
    grammar: octalOrElse('Invalid chmod value'),
    default: '0700',
    description: 'The permissions of the socket.',
    example: '0770',
  },
});
