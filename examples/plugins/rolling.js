// A plug-in of the daemon: a method that restarts a group without an outage, one process after another.
//
//   [rpcinterface:rolling]
//   supervisor.rpcinterface_factory = ./rolling.js:makeInterface
//   pause = 2

/** `options` are the other keys of the section, as text. */
export function makeInterface(supervisor, options) {
  const pause = Number(options.pause ?? 0) * 1000;

  async function restart(group) {
    const all = await supervisor.call('supervisor.getAllProcessInfo');
    const members = all.filter((process) => process.group === group);
    if (members.length === 0) throw { code: 10, message: `BAD_NAME: ${group}` };
    const names = members.filter(({ statename }) => statename === 'RUNNING').map(({ name }) => name);
    for (const name of names) {
      await supervisor.call('supervisor.stopProcess', [`${group}:${name}`]);
      await supervisor.call('supervisor.startProcess', [`${group}:${name}`]);
      supervisor.log('info', `rolling restart of ${group}: ${name} is up again`);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return names;
  }
  restart.help = 'Restarts the processes of a group that run, one after another. Returns their names.';
  restart.signature = ['array', 'string'];

  return { restart };
}
