import type { Area } from './behaviour.ts';
import { test } from './proof.ts';

const ADDRESSES = test('test/conformance/status-page.test.ts');

export const PAGE: Area = {
  title: 'Web page',
  behaviours: [
    {
      id: 'web.look',
      verdict: 'differs',
      what: 'What the status page is',
      supervisor: 'Made anew for each request, with a folder of styles and pictures',
      vigil: 'A program for browsers that follows what happens: [the page](web-page.md)',
      why: 'Operators want to see changes, logs and many programs at once',
      provedBy: [test('test/integration/page.test.ts')],
    },
    {
      id: 'web.pages',
      verdict: 'same',
      behaviour: '`/`, `/index.html`, `/tail.html` and `/ok.html` are there, for GET and for forms',
      provedBy: [ADDRESSES],
    },
    {
      id: 'web.actions',
      verdict: 'same',
      behaviour:
        '`/index.html?action=` with `refresh`, `restartall`, `stopall`, `start`, `stop`, `restart` and `clearlog`, and their messages',
      provedBy: [ADDRESSES],
    },
    {
      id: 'web.startall',
      verdict: 'differs',
      what: '`/index.html?action=startall`',
      supervisor: 'HTTP 500',
      vigil: 'Starts every process',
      why: 'There are `stopall` and `restartall`',
      provedBy: [test('src/web/status-actions.test.ts', 'starts all')],
    },
    {
      id: 'web.csrf',
      verdict: 'differs',
      what: 'Actions of the page',
      supervisor: 'On GET, from anywhere',
      vigil: 'In a browser only from the page itself; from scripts as ever',
      why: 'Another site must not stop a program',
      provedBy: [test('src/http/browser-guard.test.ts')],
    },
  ],
};
