// A plug-in of the client: "vigilctl rolling web" restarts a group through the plug-in of the daemon in rolling.js.
//
//   [ctlplugin:rolling]
//   supervisor.ctl_factory = ./rolling-ctl.js:makeActions

/** It is given the other keys of the section, as text. */
export function makeActions() {
  return [
    {
      name: 'rolling',
      usage: 'rolling <gname>',
      help: 'Restart the processes of a group one after another',
      async run([group], { call, print, complain, fail }) {
        if (group === undefined) {
          complain('Error: rolling requires a group name');
          fail();
          return;
        }
        for (const name of await call('rolling.restart', [group])) print(`${group}:${name}: restarted`);
      },
    },
  ];
}
