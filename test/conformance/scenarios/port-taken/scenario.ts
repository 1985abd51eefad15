import { createServer } from 'node:net';
import type { Scenario } from '../../scenario.ts';

export const scenario: Scenario = {
  async steps(run) {
    const configuration = `${run.directory}/supervisord.conf`;
    const server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(run.port, '127.0.0.1', resolve));
    try {
      await run.invoke('foreground', '-n', '-c', configuration);
      await run.invoke('daemonized', '-c', configuration);
    } finally {
      server.close();
    }
  },
};
