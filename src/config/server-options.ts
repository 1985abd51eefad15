/** The keys of `[unix_http_server]` and `[inet_http_server]`. */
import { ownerOrElse } from './machine-values.ts';
import { optionTable } from './option.ts';
import { inetAddress, octalOrElse, text } from './values.ts';

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
