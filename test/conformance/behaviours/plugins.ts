import type { Area } from './behaviour.ts';
import { test } from './proof.ts';

export const PLUGINS: Area = {
  title: 'Plug-ins',
  behaviours: [
    {
      id: 'plugin.own',
      verdict: 'same',
      behaviour: "Supervisor's own factories are built in",
      provedBy: [
        test('src/config/plugin-spec.test.ts'),
        test(
          'src/daemon/plugins/plugins.test.ts',
          'serves the API under the namespaces that Supervisor would',
        ),
      ],
    },
    {
      id: 'plugin.missing',
      verdict: 'same',
      behaviour: 'A section without a factory is refused',
      provedBy: [
        test('src/config/load.test.ts', 'servers and name spaces'),
        test('src/config/load.test.ts', 'a name space keeps its other keys'),
      ],
    },
    {
      id: 'plugin.python',
      verdict: 'differs',
      what: 'Plug-ins in Python',
      supervisor: 'Loaded, or the start is refused',
      vigil: 'Named in one WARN line, with what vigil has instead, and left out',
      why: 'Programs are worth more than a plug-in',
      provedBy: [test('test/integration/plugins.test.ts', 'is one line in the log, and the daemon runs')],
    },
    {
      id: 'plugin.python-result-handler',
      verdict: 'differs',
      what: '`result_handler` in Python',
      supervisor: 'Judges the results of the listener',
      vigil: 'Every result is accepted',
      why: 'The default would reject what is not `OK`, and send the event again, for ever',
      provedBy: [
        test(
          'test/integration/plugins.test.ts',
          'is replaced by one that accepts every result, so that no event is sent for ever',
        ),
      ],
    },
    {
      id: 'plugin.stdout',
      verdict: 'same',
      behaviour:
        '`supervisor_stdout:event_handler` shows what programs write on the standard output of the daemon',
      provedBy: [
        test('test/integration/plugins.test.ts', 'supervisor-stdout'),
        test('src/daemon/plugins/output-relay.test.ts'),
      ],
    },
    {
      id: 'plugin.javascript',
      verdict: 'differs',
      what: 'Plug-ins in JavaScript',
      supervisor: '',
      vigil: 'Methods of the API, actions of the client, result handlers: [plug-ins](plugins.md)',
      why: 'New: what Python plug-ins are for',
      provedBy: [
        test(
          'test/integration/plugins.test.ts',
          'serves its functions as methods: the example restarts a group',
        ),
        test('test/integration/plugins.test.ts', 'adds actions and their help'),
      ],
    },
    {
      id: 'plugin.later',
      verdict: 'differs',
      what: 'Result handlers of listeners that `update` brings',
      supervisor: 'Loaded by `reread`',
      vigil: 'Loaded when the listener comes; one that cannot be loaded keeps it away',
      why: '`reread` runs nothing',
      provedBy: [test('test/integration/plugins.test.ts', 'is loaded with a listener that comes later')],
    },
    {
      id: 'plugin.restart',
      verdict: 'differs',
      what: 'A plug-in that no longer loads at a restart',
      supervisor: 'The daemon ends',
      vigil: 'A CRIT line, and the programs go on',
      why: 'Programs are worth more than a plug-in',
      provedBy: [
        test(
          'test/integration/plugins.test.ts',
          'that no longer loads at a restart is left out, and the programs go on',
        ),
      ],
    },
    {
      id: 'plugin.run-python',
      verdict: 'cannot',
      what: 'Running plug-ins written in Python (`[rpcinterface:x]`, `[ctlplugin:x]`, `result_handler`)',
      why: 'vigil is not written in Python; [JavaScript](plugins.md) takes their place, and [listeners](native-listeners.md) in any language run unchanged',
      provedBy: [test('test/integration/plugins.test.ts', 'is one line in the log, and the daemon runs')],
    },
  ],
};
