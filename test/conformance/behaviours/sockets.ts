import type { Area } from './behaviour.ts';
import { scenario, test } from './proof.ts';

export const SOCKETS: Area = {
  title: 'FastCGI programs and sockets',
  behaviours: [
    {
      id: 'fcgi.stdin',
      verdict: 'same',
      behaviour: 'The listening socket is descriptor 0 of every process of the section',
      provedBy: [scenario('fastcgi')],
    },
    {
      id: 'fcgi.file',
      verdict: 'same',
      behaviour: 'Owner, mode and backlog of the socket; its file is left when it is closed',
      provedBy: [
        scenario('fastcgi'),
        test(
          'src/os/listening-socket.test.ts',
          'a socket file that somebody left is replaced and stays when the socket is closed',
        ),
      ],
    },
    {
      id: 'fcgi.try',
      verdict: 'same',
      behaviour: 'The socket is made and closed once when the group comes',
      provedBy: [
        scenario('fastcgi'),
        test(
          'src/daemon/sockets/program-sockets.test.ts',
          'is tried once for the group, opened for the first child and closed after the last',
        ),
      ],
    },
    {
      id: 'fcgi.life',
      verdict: 'same',
      behaviour:
        'It is open while one of the processes lives, with the lines `Creating socket` and `Closing socket`',
      provedBy: [
        scenario('fastcgi'),
        test('src/daemon/sockets/program-sockets.test.ts', 'is tried once for the group'),
      ],
    },
    {
      id: 'fcgi.no-stdin',
      verdict: 'same',
      behaviour: '`sendProcessStdin` is fault 20',
      provedBy: [test('test/integration/sockets.test.ts', 'takes no standard input from the daemon')],
    },
    {
      id: 'fcgi.crash',
      verdict: 'differs',
      what: 'A program that crashes and is started again at once',
      supervisor: 'With one process the socket is closed and made anew: waiting connections are cut off',
      vigil: 'The socket stays open',
      why: 'No connection is refused without need',
      provedBy: [test('test/integration/sockets.test.ts', 'that dies is started again on the same socket')],
    },
    {
      id: 'fcgi.cannot-start',
      verdict: 'differs',
      what: 'A socket that cannot be made, at the start',
      supervisor: 'A traceback, status 1',
      vigil: 'One sentence, status 2',
      why: 'A person reads it',
      provedBy: [test('test/integration/sockets.test.ts', 'keeps the daemon from starting')],
    },
    {
      id: 'fcgi.cannot-add',
      verdict: 'differs',
      what: 'The same in `add` and `update`',
      supervisor: 'HTTP 500',
      vigil: 'Fault 30, with the reason',
      why: 'A person reads it',
      provedBy: [
        test(
          'test/integration/sockets.test.ts',
          'keeps a group from being added, with a fault that says why',
        ),
      ],
    },
    {
      id: 'fcgi.foreign-file',
      verdict: 'differs',
      what: 'Something that is no socket at the path of a socket',
      supervisor: 'Deleted',
      vigil: 'Refused',
      why: 'The file may belong to somebody',
      provedBy: [
        test('src/os/listening-socket.test.ts', 'what stands in the way is said, and nothing stays open'),
      ],
    },
    {
      id: 'fcgi.reload',
      verdict: 'differs',
      what: 'The sockets of `sockets` and of FastCGI programs over `reload`',
      supervisor: 'Closed and made anew',
      vigil:
        'Those of `sockets` stay open; those of FastCGI programs are closed and made anew, as they are when all of their processes stop',
      why: 'No connection is refused without need',
      provedBy: [
        test('test/integration/sockets.test.ts', 'refuses no connection while the daemon restarts'),
        test(
          'src/daemon/sockets/program-sockets.test.ts',
          'stays open while it is kept for processes that come back',
        ),
      ],
    },
    {
      id: 'fcgi.no-command',
      verdict: 'differs',
      what: 'A program whose command cannot be found',
      supervisor: 'The socket is made and closed at each attempt',
      vigil: 'It is not touched',
      why: 'There is nobody to use it',
      provedBy: [
        test('src/daemon/sockets/program-sockets.test.ts', 'is closed at once when the start failed'),
      ],
    },
  ],
};
