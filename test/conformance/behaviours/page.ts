import type { Area } from './behaviour.ts';

export const PAGE: Area = {
  title: 'Web page',
  behaviours: [
    {
      id: 'web.pages',
      verdict: 'same',
      behaviour: '`/index.html`, `/tail.html` and `/ok.html`, and what they show',
      provedBy: [],
    },
    {
      id: 'web.actions',
      verdict: 'same',
      behaviour:
        '`/index.html?action=` with `refresh`, `restartall`, `stopall`, `start`, `stop`, `restart` and `clearlog`, and their messages',
      provedBy: [],
    },
    {
      id: 'web.csrf',
      verdict: 'differs',
      what: 'Actions of the page',
      supervisor: 'On GET, from anywhere',
      vigil: 'Only from the page itself',
      why: 'Another site must not stop a program',
      provedBy: [],
    },
  ],
};
