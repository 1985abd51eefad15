/** What a daemon that begins anew in the same process takes with it: nothing that grows. */
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { openDescriptors } from '../support/proc-files.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { waitUntil } from '../support/wait-until.ts';

const text = `${daemonSections({ supervisord: ['nodaemon=true'] })}
[program:sleeps]
command=sleep 1000
process_name=%(process_num)d
numprocs=40
`;

test('restarts leave no descriptor open and no memory mapped', () =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text, mode: 'as-configured' }, async (daemon) => {
      const allRun = () =>
        waitUntil('all programs', () => daemon.call('supervisor.getAllProcessInfo'), {
          accept: (infos) => !JSON.stringify(infos).match(/"statename":"(?!RUNNING)/),
        });
      const taken = () => ({
        descriptors: openDescriptors(daemon.pid).size,
        mappings: readFileSync(`/proc/${daemon.pid}/maps`, 'utf8').match(/\/output\.\d+$/gm)?.length,
      });
      let lives = 1;
      const restart = async () => {
        await daemon.call('supervisor.restart');
        lives += 1;
        await daemon.untilLog(/supervisord started with pid/, lives);
        await allRun();
      };
      await allRun();
      // What the first exit needs is kept from then on.
      await restart();
      const before = taken();
      expect(before.mappings).toBeGreaterThan(0);
      await restart();
      await restart();
      // The connection of the call before may still be about to close.
      await waitUntil('as little as before', taken, {
        accept: ({ descriptors, mappings }) =>
          descriptors <= before.descriptors && mappings === before.mappings,
      });
      await daemon.stop();
      expect(daemon.leftovers()).toEqual([]);
    }),
  ));

test('signals that come while the daemon begins anew do not end it, and are obeyed then', () =>
  withTempDir((directory) =>
    withDaemon({ kind: 'vigild', directory, text, mode: 'as-configured' }, async (daemon) => {
      await daemon.call('supervisor.restart');
      const isStarted = () => (daemon.log().match(/supervisord started with pid/g)?.length ?? 0) > 1;
      for (let count = 0; daemon.isRunning() && !isStarted(); count += 1) {
        daemon.signal(count === 0 ? 'SIGHUP' : 'SIGUSR2');
        await setImmediate();
      }
      expect(daemon.isRunning()).toBe(true);
      await daemon.call('supervisor.shutdown');
      expect(await daemon.untilExit()).toMatchObject({ code: 0 });
    }),
  ));
