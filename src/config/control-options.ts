/** The keys of `[supervisorctl]`, `[include]` and the plug-in sections. */
import { optionTable } from './option.ts';
import { text } from './values.ts';

export const CONTROL_OPTIONS = optionTable({
  serverurl: {
    grammar: text,
    default: 'http://localhost:9001',
    description: 'Where the client finds the daemon: `http://host:port` or `unix:///path`.',
    example: 'unix:///run/supervisor.sock',
  },
  prompt: {
    grammar: text,
    default: 'supervisor',
    description: "The prompt of the client's shell, without the `>`.",
    example: 'production',
  },
  username: {
    grammar: text,
    default: null,
    description: 'The name to send to the daemon. It is sent only together with a password.',
    example: 'admin',
  },
  password: {
    grammar: text,
    default: null,
    description: 'The password to send to the daemon, in clear text.',
    example: 'secret',
  },
  history_file: {
    grammar: text,
    default: null,
    description: "The file that keeps the shell's history. `~` is expanded.",
    example: '~/.vigilctl_history',
  },
});

export const INCLUDE_OPTIONS = optionTable({
  files: {
    grammar: text,
    default: null,
    required: true,
    description:
      'Patterns of files to read as well, separated by blanks, relative to the directory of this file. `*`, `?` and `[...]` work as in a shell. An `[include]` in an included file is not followed.',
    example: 'conf.d/*.conf',
  },
});

export const RPC_INTERFACE_OPTIONS = optionTable({
  'supervisor.rpcinterface_factory': {
    grammar: text,
    default: null,
    required: true,
    description:
      'What provides the methods of this name space: what Supervisor calls its own, or a function of a JavaScript module, `./path/module.js:exportName`. Every other key of the section is passed to it.',
    example: 'supervisor.rpcinterface:make_main_rpcinterface',
  },
});

export const CONTROL_PLUGIN_OPTIONS = optionTable({
  'supervisor.ctl_factory': {
    grammar: text,
    default: null,
    required: true,
    description:
      'What provides additional actions of the client: a function of a JavaScript module. Every other key of the section is passed to it.',
    example: './plugin.js:makeActions',
  },
});
