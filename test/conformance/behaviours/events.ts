import type { Area } from './behaviour.ts';
import { scenario, test } from './proof.ts';

export const EVENTS: Area = {
  title: 'Events and event listeners',
  behaviours: [
    {
      id: 'event.types',
      verdict: 'same',
      behaviour: 'All types and their parents; a subscription to a parent is one to all below it',
      provedBy: [
        test('src/events/event-types.test.ts', 'the hierarchy of event types'),
        scenario('event-stream'),
      ],
    },
    {
      id: 'event.payloads',
      verdict: 'same',
      behaviour: 'The text of every event, word for word',
      provedBy: [scenario('event-stream'), test('src/events/payload.test.ts')],
    },
    {
      id: 'event.state-events',
      verdict: 'same',
      behaviour: 'Which event comes when, before and after what',
      provedBy: [
        scenario('event-stream'),
        test(
          'src/core/process-machine.test.ts',
          'announces STARTING before it spawns, with the failures so far',
        ),
      ],
    },
    {
      id: 'event.envelope',
      verdict: 'same',
      behaviour: 'The header: its fields, their order, and `len` in characters',
      provedBy: [scenario('event-stream'), test('src/events/payload.test.ts', 'the envelope')],
    },
    {
      id: 'event.serials',
      verdict: 'same',
      behaviour: 'Serials count on over restarts; each pool has its own too',
      provedBy: [
        test('test/integration/event-listeners.test.ts', 'serials go on after a restart'),
        test('src/events/event-bus.test.ts', 'makes no text and takes no serial for what nobody wants'),
      ],
    },
    {
      id: 'event.twice',
      verdict: 'same',
      behaviour: 'A subscription to a type and to its parent delivers twice, with one serial',
      provedBy: [
        test(
          'src/events/listener-pool.test.ts',
          'delivers twice, under the same numbers, what is subscribed twice',
        ),
      ],
    },
    {
      id: 'event.protocol',
      verdict: 'same',
      behaviour: 'READY, RESULT, and what is a violation of the protocol; tokens may be cut anywhere',
      provedBy: [
        test('src/core/listener-machine.test.ts', 'the event-listener protocol'),
        test('src/core/listener-machine.test.ts', 'however the bytes are cut into reads'),
      ],
    },
    {
      id: 'event.unknown',
      verdict: 'same',
      behaviour:
        'A listener that breaks the protocol gets nothing more until it is started again, and harms nobody else',
      provedBy: [
        test(
          'test/integration/event-listeners.test.ts',
          'harm nobody: another one gets everything, the daemon answers and ends in time',
        ),
      ],
    },
    {
      id: 'event.rejected',
      verdict: 'same',
      behaviour: 'A rejected event comes again, before those that wait',
      provedBy: [
        test('src/events/listener-pool.test.ts', 'sends a rejected event again, before those that wait'),
      ],
    },
    {
      id: 'event.died',
      verdict: 'same',
      behaviour: 'The event of a listener that dies goes to another one',
      provedBy: [
        test(
          'test/integration/event-listeners.test.ts',
          'that die at work leave their event to the next, whole',
        ),
        test(
          'src/events/listener-pool.test.ts',
          'gives the event of a listener that dies to another one, or to the next',
        ),
      ],
    },
    {
      id: 'event.first-ready',
      verdict: 'same',
      behaviour: 'An event goes to the first listener of a pool that is RUNNING and READY',
      provedBy: [
        test(
          'src/events/listener-pool.test.ts',
          'takes the first that is ready, in the order of their creation',
        ),
      ],
    },
    {
      id: 'event.overflow',
      verdict: 'same',
      behaviour: 'A full buffer drops the oldest event, with an ERRO line',
      provedBy: [
        test(
          'src/events/listener-pool.test.ts',
          'drops the oldest event when the buffer is full, says so and counts it',
        ),
      ],
    },
    {
      id: 'event.log-lines',
      verdict: 'same',
      behaviour: 'The lines about listeners at all levels',
      provedBy: [scenario('events'), test('src/events/listener-pool.test.ts', 'writes Supervisor')],
    },
    {
      id: 'event.group-added',
      verdict: 'same',
      behaviour: 'Listeners hear of all groups at the start, their own included',
      provedBy: [test('src/daemon/event-system.test.ts', 'begin with the groups, the own one included')],
    },
    {
      id: 'event.state-change',
      verdict: 'same',
      behaviour: 'SUPERVISOR_STATE_CHANGE_RUNNING and STOPPING',
      provedBy: [scenario('event-stream')],
    },
    {
      id: 'event.ticks',
      verdict: 'same',
      behaviour: 'TICK_5, TICK_60 and TICK_3600 at the multiples of their periods, and not before the first',
      provedBy: [
        scenario('event-stream'),
        test('src/events/ticks.test.ts', 'come at the multiples of their period, not before the first'),
      ],
    },
    {
      id: 'event.communication',
      verdict: 'same',
      behaviour: 'PROCESS_COMMUNICATION events of captured messages',
      provedBy: [scenario('captured-output'), scenario('event-stream')],
    },
    {
      id: 'event.logs',
      verdict: 'same',
      behaviour: 'PROCESS_LOG events where `std*_events_enabled`',
      provedBy: [scenario('event-stream'), scenario('events')],
    },
    {
      id: 'event.childutils',
      verdict: 'same',
      behaviour: 'Listeners written with `supervisor.childutils` run unchanged',
      provedBy: [scenario('event-stream')],
    },
    {
      id: 'event.order',
      verdict: 'same',
      behaviour: 'Many programs: every event comes once, in order',
      provedBy: [test('test/integration/event-listeners.test.ts', 'every event comes, once, in order')],
    },
    {
      id: 'event.listener-log',
      verdict: 'same',
      behaviour: 'What listeners write to stdout is in their log too, and echoed at the level debug',
      provedBy: [
        test('src/logs/output-stages.test.ts', 'is echoed as Python bytes and shown as it is'),
        scenario('debug-log'),
      ],
    },
    {
      id: 'event.counted',
      verdict: 'differs',
      what: 'Discarded events',
      supervisor: 'One ERRO line each',
      vigil: 'Also counted: `vigil.getListenerPools`, `status --long`',
      why: 'A loss is seen',
      provedBy: [
        test('src/rpc/api/event-methods.test.ts', 'the pools of listeners, with what was lost'),
        test('src/cli/commands/status-details.test.ts', 'and one for each pool'),
      ],
    },
    {
      id: 'event.shutdown',
      verdict: 'differs',
      what: 'Events at shutdown',
      supervisor: 'The events of the last programs reach listeners by chance',
      vigil:
        'Listeners get what waits for them before they are stopped: a second for each event, five for all',
      why: 'The last events are often those that matter: [events](events.md)',
      provedBy: [
        test(
          'test/integration/event-listeners.test.ts',
          'comes after the listeners got the last events of the programs',
        ),
        test('src/events/listener-pool.test.ts', 'is given up after a second without progress'),
      ],
    },
    {
      id: 'event.result-line',
      verdict: 'differs',
      what: 'Result line of a listener with a negative length, or longer than 4096 bytes',
      supervisor: 'Waits for ever',
      vigil: 'A bad result line',
      why: 'A bad answer must not block the pool',
      provedBy: [test('src/core/listener-machine.test.ts', 'keeps nothing of a result however long it is')],
    },
    {
      id: 'event.pipes',
      verdict: 'differs',
      what: "A listener's pipes",
      supervisor: 'New for each process',
      vigil: 'New for each process too, unlike those of programs',
      why: 'Descendants of an earlier listener cannot take or forge anything',
      provedBy: [
        test(
          'src/daemon/event-system.test.ts',
          'give the event of a listener that dies to the process that comes in its place',
        ),
      ],
    },
    {
      id: 'event.deaf',
      verdict: 'differs',
      what: 'A listener that is READY and does not read',
      supervisor: 'An exception once the pipe is full',
      vigil: 'The next listener gets the event',
      why: 'One listener harms no other',
      provedBy: [test('test/integration/event-listeners.test.ts', 'harm nobody')],
    },
    {
      id: 'event.clock',
      verdict: 'differs',
      what: 'Ticks after the clock was set',
      supervisor: 'Within a second',
      vigil: 'TICK_60 and TICK_3600 within a minute',
      why: 'Nothing wakes up when nothing happens',
      provedBy: [
        test('src/events/ticks.test.ts', 'of an hour wake up once a minute, in case the clock is set'),
      ],
    },
    {
      id: 'event.tick-timer',
      verdict: 'differs',
      what: 'Ticks that no listener subscribed to',
      supervisor: 'Computed each second',
      vigil: 'No timer',
      why: 'The same',
      provedBy: [test('src/events/ticks.test.ts', 'need no timer while nobody wants them')],
    },
  ],
};
