import type { Area } from './behaviour.ts';
import { calls, scenario, test } from './proof.ts';

export const LOGGING: Area = {
  title: 'Logs',
  behaviours: [
    {
      id: 'log.lines',
      verdict: 'same',
      behaviour: '`date time,milliseconds LEVEL message`, the levels and their names',
      provedBy: [test('src/logs/activity-log.test.ts', 'local time with milliseconds, tag and message')],
    },
    {
      id: 'log.messages',
      verdict: 'same',
      behaviour: "Every line about a program's life, word for word",
      provedBy: [
        scenario('start-and-stop'),
        scenario('backoff-to-fatal'),
        scenario('restart-policy'),
        scenario('debug-log'),
      ],
    },
    {
      id: 'log.debug',
      verdict: 'same',
      behaviour:
        'The lines of the levels debug and trace that scripts look for: signals, echoes of output, listeners',
      provedBy: [scenario('debug-log'), scenario('events')],
    },
    {
      id: 'log.echo',
      verdict: 'same',
      behaviour: "At the level debug, programs' output is echoed, undecodable bytes as Python shows them",
      provedBy: [
        scenario('debug-log'),
        test('src/logs/output-stages.test.ts', 'goes to file, syslog and subscribers'),
      ],
    },
    {
      id: 'log.syslog',
      verdict: 'same',
      behaviour: '`logfile=syslog` and `std*_syslog`: each line by itself',
      provedBy: [
        test('src/logs/activity-log.test.ts', 'syslog gets each line by itself'),
        test('src/logs/output-stages.test.ts', 'each line to syslog by itself'),
      ],
    },
    {
      id: 'log.rotation',
      verdict: 'same',
      behaviour: 'A log is rotated after the write that reaches its size; backups move up; nothing is split',
      provedBy: [
        scenario('rotation'),
        test('test/conformance/rotation.test.ts', '200 runs leave the same files'),
        test('src/logs/rotating-file.test.ts', 'files exceed the size by up to a chunk'),
      ],
    },
    {
      id: 'log.main-rotation',
      verdict: 'same',
      behaviour: 'The activity log is rotated in the same way',
      provedBy: [
        scenario('log-rotation'),
        test('src/logs/activity-log.test.ts', 'a file of a limited size is rotated'),
      ],
    },
    {
      id: 'log.auto',
      verdict: 'same',
      behaviour: 'AUTO logs: their name, place and mode',
      provedBy: [
        scenario('automatic-logs'),
        test('src/logs/auto-log.test.ts', 'an AUTO log is a new private file'),
      ],
    },
    {
      id: 'log.none',
      verdict: 'same',
      behaviour: '`NONE` and `OFF`',
      provedBy: [scenario('redirect-stderr'), test('src/config/values.test.ts', 'values that are accepted')],
    },
    {
      id: 'log.raw',
      verdict: 'same',
      behaviour: 'Output is written as it was read, without times',
      provedBy: [
        scenario('redirect-stderr'),
        test('src/logs/rotating-file.test.ts', 'no byte is lost or doubled, whatever the chunks'),
      ],
    },
    {
      id: 'log.reopen',
      verdict: 'same',
      behaviour: 'USR2 and log files that were moved away',
      provedBy: [
        scenario('reopen-on-user-signal'),
        test('src/logs/rotating-file.test.ts', 'reopen goes on at the path after the file was moved away'),
      ],
    },
    {
      id: 'log.clear',
      verdict: 'same',
      behaviour: '`clearLog` and `clearProcessLogs` delete and make the file anew',
      provedBy: [calls('log'), test('src/logs/rotating-file.test.ts', 'clear begins a new file')],
    },
    {
      id: 'log.capture',
      verdict: 'same',
      behaviour: 'What stands between the capture tokens becomes an event and not a line',
      provedBy: [
        scenario('captured-output'),
        test('src/logs/capture.test.ts', 'text between the tokens is a message and not in the log'),
      ],
    },
    {
      id: 'log.strip-ansi',
      verdict: 'same',
      behaviour: '`strip_ansi` takes out the same sequences',
      provedBy: [scenario('strip-ansi'), test('src/logs/ansi.test.ts')],
    },
    {
      id: 'log.to-stdout',
      verdict: 'same',
      behaviour: '`logfile=/dev/stdout`',
      provedBy: [scenario('log-to-stdout')],
    },
    {
      id: 'log.late-output',
      verdict: 'differs',
      what: "Output of descendants after the program's end",
      supervisor: 'Lost',
      vigil: 'Written to its log',
      why: 'No line is lost',
      provedBy: [
        test(
          'src/logs/output-channel.test.ts',
          'takes what the pipe holds at once, and stays open for a descendant',
        ),
      ],
    },
    {
      id: 'log.shared',
      verdict: 'differs',
      what: 'Two programs on one log file',
      supervisor: 'Each rotates it, and lines are lost',
      vigil: 'The file is opened and rotated once',
      why: 'No line is lost',
      provedBy: [
        test(
          'src/logs/log-files.test.ts',
          'two processes with one path share one file, which is rotated once',
        ),
      ],
    },
    {
      id: 'log.devices',
      verdict: 'differs',
      what: '`/dev/stdout` and the like with `maxbytes`',
      supervisor: 'A CRIT line for each chunk',
      vigil: 'Never rotated, no line',
      why: 'There is nothing to rotate',
      provedBy: [
        test('src/logs/log-files.test.ts', '/dev/null never rotates, whatever the size'),
        test('src/logs/stream-target.test.ts'),
      ],
    },
    {
      id: 'log.doubled',
      verdict: 'differs',
      what: '`logfile=/dev/stdout` in the foreground',
      supervisor: 'Every line twice',
      vigil: 'Once',
      why: 'Once is enough',
      provedBy: [scenario('log-to-stdout')],
    },
    {
      id: 'log.full-disk',
      verdict: 'differs',
      what: 'Full disk under a log',
      supervisor: 'A traceback for each write',
      vigil: 'One ERRO line, the loss is counted (`status --long`), writing resumes by itself',
      why: 'A full disk is seen and survived',
      provedBy: [
        test('src/logs/rotating-file.test.ts', 'losses are counted, said once'),
        test('src/logs/activity-log.test.ts', 'a full disk neither throws nor goes in circles'),
      ],
    },
    {
      id: 'log.ansi-split',
      verdict: 'differs',
      what: '`strip_ansi` and sequences split across reads',
      supervisor: 'Not recognised',
      vigil: 'Recognised',
      why: 'How output is read must not show',
      provedBy: [test('src/logs/ansi.test.ts', 'a sequence split between reads is recognised')],
    },
    {
      id: 'log.timestamps',
      verdict: 'differs',
      what: 'The time before each line of output',
      supervisor: 'Not available',
      vigil: '`std*_logfile_timestamp` and `childlog_timestamp`: [logs](logs.md)',
      why: 'Many programs do not print the time',
      provedBy: [
        test('test/integration/log-timestamps.test.ts', 'puts the time before each line'),
        test('test/integration/log-timestamps.test.ts', 'loses and doubles no line'),
      ],
    },
    {
      id: 'log.clear-stopped',
      verdict: 'differs',
      what: '`clear` of a program that is not running',
      supervisor: 'Says `cleared` and does nothing',
      vigil: 'Clears',
      why: 'The answer is true',
      provedBy: [
        test('src/daemon/streams/output-stream.test.ts', 'empties the file, also behind a symbolic link'),
      ],
    },
    {
      id: 'log.clear-syslog',
      verdict: 'differs',
      what: '`clear` of a program with `std*_syslog`',
      supervisor: 'HTTP 500',
      vigil: 'Clears the file, if there is one',
      why: 'Nothing is wrong with the request',
      provedBy: [
        test('src/rpc/api/process-log-methods.test.ts', 'clearing: each process has its own outcome'),
      ],
    },
    {
      id: 'log.capture-end',
      verdict: 'differs',
      what: 'Last bytes of output with `std*_capture_maxbytes`',
      supervisor: 'Up to 24 bytes come late, and are lost at the end of the program',
      vigil: 'Written, and at once',
      why: 'No line is lost',
      provedBy: [
        test('src/logs/capture.test.ts', 'output without tokens passes at once'),
        test('src/logs/output-stages.test.ts', 'what is held back is logged when the child ends'),
      ],
    },
    {
      id: 'log.capture-long',
      verdict: 'differs',
      what: 'Captured messages longer than `std*_capture_maxbytes`',
      supervisor: 'What is kept depends on the size of the reads',
      vigil: 'The newest bytes',
      why: 'How output is read must not show',
      provedBy: [test('src/logs/capture.test.ts', 'a long message keeps its newest bytes')],
    },
    {
      id: 'log.waiting-lines',
      verdict: 'differs',
      what: 'How often `waiting for ...` is said',
      supervisor: 'At each turn of the loop',
      vigil: 'At once, then every two or three seconds',
      why: 'The line is for a person who waits',
      provedBy: [scenario('stop-signals')],
    },
  ],
};
