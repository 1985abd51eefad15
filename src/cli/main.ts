/** The client's entry point: from the command line to an exit status. */
import { basename } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';
import { type ConfigError, placeAndCure } from '../config/config-error.ts';
import { expandUser } from '../config/python-path.ts';
import { joinCommand } from '../core/command-words.ts';
import { ACTIONS, actionsWith, findAction } from './actions.ts';
import { callerEnvironment } from './caller-environment.ts';
import { XmlRpcClient } from './client.ts';
import type { CommandLineOptions } from './client-options.ts';
import { type CommandLine, parseCommandLine, usageText } from './command-line.ts';
import { EXIT_STATUS, INTERRUPTED, PIPE_CLOSED } from './exit-status.ts';
import type { Prompter } from './prompter.ts';
import { InterruptedError } from './prompter.ts';
import { DescriptorOutput, type Output, OutputClosedError } from './render.ts';
import { runAction, runLine } from './run-line.ts';
import type { RunSurroundings } from './run-surroundings.ts';
import { socketPathOf } from './server-url.ts';
import { type ConnectionProblem, Session, type SessionOptions, type SessionPlugins } from './session.ts';
import { type PluginSections, resolveSettings, type Settings } from './settings.ts';
import { realSurroundings } from './surroundings.ts';
import { UserDaemon } from './user-daemon.ts';
import { userPlace } from './user-place.ts';

/** `argv` is Node's: the interpreter, the program, its arguments. */
export async function main(argv: readonly string[]): Promise<number> {
  const [, program = 'vigilctl', ...args] = argv;
  const isTerminal = isatty(1);
  const output = new DescriptorOutput({ isTerminal, canErase: isTerminal && process.env['TERM'] !== 'dumb' });
  try {
    return await run(program, args, output);
  } catch (error) {
    if (error instanceof OutputClosedError) return PIPE_CLOSED;
    if (error instanceof InterruptedError) return INTERRUPTED;
    output.complaint(`error: ${String(error)}`);
    return EXIT_STATUS.generic;
  }
}

async function run(program: string, args: readonly string[], output: Output): Promise<number> {
  const commandLine = parseCommandLine(args);
  switch (commandLine.kind) {
    case 'help':
      output.text(usageText(basename(program)));
      return 0;
    case 'refused':
      return refuseUsage(program, [commandLine.message], output);
    case 'run': {
      const { options, words } = commandLine;
      if (words[0] === '__complete') return await offer(words.slice(1), program, output);
      if (options.format === 'json') return await answerJson(commandLine, program, output);
      const need = findAction(words[0] ?? '')?.startsOwnDaemon === true ? 'to be started' : 'if it is there';
      const resolved = resolveSettings(options, program, realSurroundings(), need);
      if (resolved.kind === 'refused') return refuseUsage(program, sentences(resolved.error), output);
      const isShell = words.length === 0;
      const isInteractive = isShell || options.isInteractive;
      const plugins = await loadPlugins(resolved.plugins);
      if (typeof plugins === 'string') return refuseUsage(program, [plugins], output);
      const session = openSession(resolved.settings, program, {
        output,
        isInteractive,
        plugins,
        runSurroundings: runSurroundings(options, program),
      });
      try {
        return isShell ? await shell(session, resolved.settings.prompt) : await oneLine(session, words);
      } finally {
        await session.close();
      }
    }
  }
}

/** Nobody is asked anything: scripts call it. */
async function answerJson(
  { options, words }: Extract<CommandLine, { kind: 'run' }>,
  program: string,
  output: Output,
): Promise<number> {
  const [{ CollectedOutput, runLineForJson }, { jsonText }] = await Promise.all([
    import('./json-output.ts'),
    import('./json-value.ts'),
  ]);
  const resolved = resolveSettings(options, program, realSurroundings());
  if (resolved.kind === 'refused') {
    output.text(jsonText({ error: resolved.error.message }));
    return EXIT_STATUS.invalidArguments;
  }
  const plugins = await loadPlugins(resolved.plugins);
  if (typeof plugins === 'string') {
    output.text(jsonText({ error: plugins }));
    return EXIT_STATUS.invalidArguments;
  }
  const collected = new CollectedOutput(output);
  const session = openSession(resolved.settings, program, {
    output: collected,
    isInteractive: false,
    plugins,
  });
  try {
    output.text(jsonText(await runLineForJson(session, words.join(' '), collected)));
    return session.exitStatus;
  } finally {
    await session.close();
  }
}

/** Answers a shell that completes a command line. */
async function offer(typed: readonly string[], program: string, output: Output): Promise<number> {
  const [{ completeCommandLine }, { listProcesses }] = await Promise.all([
    import('./command-line-completion.ts'),
    import('./process-list.ts'),
  ]);
  const surroundings = realSurroundings();
  // The shell does it only once the line is complete. The last word stays: candidates must begin as it does.
  const words = [...typed.slice(0, -1).map((word) => expandUser(word, surroundings)), ...typed.slice(-1)];
  const settingsOf = (given: readonly string[]) => {
    const commandLine = parseCommandLine(given);
    if (commandLine.kind !== 'run') return null;
    const resolved = resolveSettings(commandLine.options, program, surroundings);
    return resolved.kind === 'refused' ? null : resolved;
  };
  const processes = async (given: readonly string[]) => {
    const resolved = settingsOf(given);
    return resolved === null ? [] : await listProcesses(resolved.settings);
  };
  const plugins = await loadPlugins(
    settingsOf(words.slice(0, -1))?.plugins ?? { sections: [], directory: '' },
  );
  const actions = typeof plugins === 'string' ? ACTIONS : actionsWith(plugins.actions);
  for (const line of await completeCommandLine(words, { actions, processes })) output.line(line);
  return EXIT_STATUS.success;
}

/** The actions of plug-ins, or what is wrong with one. */
async function loadPlugins({ sections, directory }: PluginSections): Promise<SessionPlugins | string> {
  if (sections.length === 0) return { actions: [], leftOut: [] };
  const { ControlPluginError, loadControlPlugins } = await import('./plugin-actions.ts');
  try {
    return await loadControlPlugins(sections, directory);
  } catch (error) {
    if (error instanceof ControlPluginError) return error.message;
    throw error;
  }
}

function sentences(error: ConfigError): readonly [string, ...string[]] {
  const detail = placeAndCure(error);
  return detail === null ? [error.message] : [error.message, detail];
}

/** The first sentence is Supervisor's; the others say where and what to do. */
function refuseUsage(
  program: string,
  [message, ...details]: readonly [string, ...string[]],
  output: Output,
): number {
  output.complaint(`Error: ${message}`);
  for (const detail of details) output.complaint(`  ${detail}`);
  output.complaint(`For help, use ${program} -h`);
  return EXIT_STATUS.invalidArguments;
}

async function oneLine(session: Session, words: readonly string[]): Promise<number> {
  const [name = '', ...rest] = words;
  const action = findAction(name, session.plugins.actions);
  if (action?.takesRawWords === true) await runAction(session, action, rest);
  else await runLine(session, words.join(' '));
  return session.exitStatus;
}

async function shell(session: Session, prompt: string): Promise<number> {
  const { runShell } = await import('./shell.ts');
  await runShell(session, prompt);
  return 0;
}

function openSession(
  settings: Settings,
  program: string,
  shared: Pick<SessionOptions, 'output' | 'isInteractive' | 'runSurroundings'> & {
    readonly plugins: SessionPlugins;
  },
): Session {
  const session: Session = new Session({
    program: basename(program),
    serverUrl: settings.serverUrl,
    credentials: settings.credentials,
    ...shared,
    connect: (serverUrl, credentials) => new XmlRpcClient(serverUrl, credentials),
    openPrompter: () => openPrompter(session, settings),
    diagnose: (problem) => explainConnection(problem, settings, program),
  });
  return session;
}

function runSurroundings(options: CommandLineOptions, program: string): RunSurroundings {
  const { cwd, isOwn } = realSurroundings();
  const environment = callerEnvironment(process.env, process.ppid);
  const place = userPlace(environment);
  const vigild = fileURLToPath(new URL('../bin/vigild', import.meta.url));
  // Nobody else is asked for a password: it answers to its own user.
  const connect = (serverUrl: string) => new XmlRpcClient(serverUrl, { username: null, password: null });
  return {
    environment,
    cwd,
    umask: process.umask(),
    serverOption: serverOption(options),
    userDaemon: place === null ? null : new UserDaemon({ place, vigild, environment, connect }),
    usualServer: () => {
      const resolved = resolveSettings(options, program, realSurroundings());
      return resolved.kind === 'refused' ? null : resolved.settings.serverUrl;
    },
    isTrusted: (serverUrl) => {
      const path = socketPathOf(serverUrl);
      return path !== null && (process.getuid?.() === 0 || isOwn(path));
    },
  };
}

function serverOption({ configFile, serverUrl }: CommandLineOptions): string | null {
  if (serverUrl !== null) return `-s ${joinCommand([serverUrl])}`;
  return configFile === null ? null : `-c ${joinCommand([configFile])}`;
}

async function explainConnection(
  problem: ConnectionProblem,
  settings: Settings,
  program: string,
): Promise<readonly string[]> {
  const [{ diagnose }, { realMachine }] = await Promise.all([
    import('./diagnose.ts'),
    import('./diagnosis-facts.ts'),
  ]);
  return diagnose({ problem, settings, program }, realMachine());
}

async function openPrompter(session: Session, settings: Settings): Promise<Prompter> {
  const [{ ReadlinePrompter }, { complete }] = await Promise.all([
    import('./readline-prompter.ts'),
    import('./completion.ts'),
  ]);
  return new ReadlinePrompter({
    output: session.output,
    isTerminal: isatty(0) && isatty(1),
    historyFile: settings.historyFile,
    complete: (line) => complete(line, actionsWith(session.plugins.actions), () => session.listProcesses()),
  });
}

// Everything is written by now; to take the rest of Node down in order would be a tenth of the run.
main(process.argv).then((status) => process.exit(status));
