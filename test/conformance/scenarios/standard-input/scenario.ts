import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning('echo', 'once', 'closed');
    await daemon.untilFile('out/closed.txt');
    await run.noteCall(daemon, 'supervisor.sendProcessStdin', 'echo', 'The Øresund bridge\n');
    await run.noteCall(daemon, 'supervisor.sendProcessStdin', 'once', 'a line\nand more\n');
    await daemon.untilFile('out/echo.txt');
    await daemon.untilFile('out/once.txt');
    await run.noteCall(daemon, 'supervisor.sendProcessStdin', 'stopped', 'x');
    await run.noteCall(daemon, 'supervisor.sendProcessStdin', 'nobody', 'x');
    await run.noteStates('states', daemon);
  },
};
