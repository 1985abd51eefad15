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

/** For one check: all of /proc is read once, whatever the number of programs. */
function memoryReader(counts: MemmonOptions['counts']): MemmonSurroundings['memoryOf'] {
  if (counts === 'process') return (pid) => processMemory(pid)?.resident ?? null;
  let all: ReturnType<typeof allProcessMemory> | null = null;
  return (pid) => {
    all ??= allProcessMemory();
    return cumulativeMemory(pid, all);
  };
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
    const surroundings = {
      api,
      self: ownNames(process.env),
      sendMail: mailer({ sendmail: options.sendmail, run: runShell, report }),
      report,
      now: () => new Date(),
    };
    const check = () => checkMemory(options, { ...surroundings, memoryOf: memoryReader(options.counts) });
    return atTicks(check, Date.now);
  },
});
