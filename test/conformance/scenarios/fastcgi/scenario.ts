import { once } from 'node:events';
import { connect } from 'node:net';
import type { Scenario } from '../../scenario.ts';

const NAMES = ['web_0', 'web_1', 'tcp'];

export const scenario: Scenario = {
  async steps(run) {
    const daemon = await run.start();
    await daemon.untilRunning(...NAMES);
    for (const name of NAMES) await daemon.untilFile(`out/${name}.txt`);
    run.note('socket', daemon.describe('web.sock'));
    for (const address of [{ path: `${run.directory}/web.sock` }, { host: '127.0.0.1', port: run.port }]) {
      const socket = connect(address);
      await once(socket, 'connect');
      socket.destroy();
    }
    await run.noteCall(daemon, 'supervisor.stopProcess', 'web:web_0');
    run.note('socket with one process', daemon.describe('web.sock'));
    await run.noteCall(daemon, 'supervisor.stopProcess', 'web:web_1');
    run.note('socket without processes', daemon.describe('web.sock'));
    await run.noteCall(daemon, 'supervisor.startProcess', 'web:web_1');
    run.note('socket again', daemon.describe('web.sock'));
  },
};
