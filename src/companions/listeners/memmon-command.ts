/** vigil-memmon: restarts processes that use too much memory. */
import { missingServer, reporter, runListener } from './command.ts';
import { mailer } from './mailer.ts';
import { checkMemory, type MemmonSurroundings } from './memmon.ts';
import { MEMMON_USAGE, type MemmonOptions, memmonOptions } from './memmon-options.ts';
import { ownNames } from './process-choice.ts';
import { allProcessMemory, cumulativeMemory, processMemory } from './resident-memory.ts';
import { runShell } from './shell-command.ts';
import { apiFromEnvironment } from './supervisor-api.ts';
import { atTicks } from './ticks.ts';

const NAME = 'vigil-memmon';

function memoryReader(counts: MemmonOptions['counts']): MemmonSurroundings['memoryOf'] {
  if (counts === 'process') return (pid) => processMemory(pid)?.resident ?? null;
  return (pid) => cumulativeMemory(pid, allProcessMemory());
}

await runListener({
  name: NAME,
  usage: MEMMON_USAGE,
  prepare(args) {
    const options = memmonOptions(args);
    if (options === null) return null;
    const api = apiFromEnvironment(process.env);
    if (api === null) throw missingServer();
    const report = reporter(NAME);
    const surroundings: MemmonSurroundings = {
      api,
      memoryOf: memoryReader(options.counts),
      self: ownNames(process.env),
      sendMail: mailer({ sendmail: options.sendmail, run: runShell, report }),
      report,
      now: () => new Date(),
    };
    return atTicks(() => checkMemory(options, surroundings), Date.now);
  },
});
