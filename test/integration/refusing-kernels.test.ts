/** Limits and kernels that refuse what the daemon asks for. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { withDaemon } from '../support/daemon.ts';
import { daemonSections } from '../support/daemon-sections.ts';
import { withTempDir } from '../support/temp-dir.ts';
import { vigilctl } from '../support/vigilctl.ts';

it('the daemon has all its threads from its start on: later the programs may have used up what there is', () =>
  withTempDir((directory) =>
    withDaemon(
      { kind: 'vigild', directory, text: `${daemonSections()}[program:cat]\ncommand=cat\n` },
      async (daemon) => {
        const threads = () => readdirSync(`/proc/${daemon.pid}/task`).length;
        const before = threads();
        const { code } = await vigilctl({ directory }, 'explain', 'cat');
        expect(code).toBe(0);
        expect(threads()).toBe(before);
      },
    ),
  ));
