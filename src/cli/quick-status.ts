/**
 * `vigilctl status` without the rest of the client: the action that people and scripts call most often, and of its time
 * most went into loading code for all the others. It handles the usual case only. Whatever is not usual (other options, a
 * plug-in, no daemon, a reply of another shape) it leaves, before it has written anything, to the whole client,
 * which begins from the start and says what there is to say.
 */
import { isatty } from 'node:tty';
import { pythonSplit } from '../config/python-text.ts';
import { API_VERSION } from '../rpc/api-version.ts';
import { encodeCall } from '../rpc/xmlrpc/encode.ts';
import { type Credentials, postXmlRpc } from './client.ts';
import { parseCommandLine } from './command-line.ts';
import { EXIT_STATUS, type ExitStatus, PIPE_CLOSED } from './exit-status.ts';
import { HttpConnection } from './http-connection.ts';
import { DescriptorOutput, OutputClosedError } from './render.ts';
import { parseServerUrl } from './server-url.ts';
import { resolveSettings } from './settings.ts';
import { statusRows, versionAndStates } from './status-scan.ts';
import { type Selection, type StatusRow, selectFrom, showSelection } from './status-table.ts';
import { realSurroundings } from './surroundings.ts';

/** The exit status, or null: the whole client is to do it. `argv` is Node's. */
export async function quickStatus(argv: readonly string[]): Promise<number | null> {
  const [, program = 'vigilctl', ...args] = argv;
  const commandLine = parseCommandLine(args);
  if (commandLine.kind !== 'run') return null;
  const { options, words } = commandLine;
  if (
    words[0] !== 'status' ||
    words[1]?.startsWith('-') ||
    options.isInteractive ||
    options.format !== 'text'
  )
    return null;
  const resolved = resolveSettings(options, program, realSurroundings());
  if (resolved.kind === 'refused' || resolved.plugins.sections.length > 0) return null;
  const { serverUrl, credentials } = resolved.settings;
  const rows = await fetchRows(serverUrl, credentials);
  if (rows === null) return null;
  const selection = selectFrom(rows, pythonSplit(words.slice(1).join(' ')));
  const isTerminal = isatty(1);
  // The whole client proposes names to whoever reads along.
  return isTerminal && selection.unknown.length > 0 ? null : print(selection, isTerminal);
}

async function fetchRows(serverUrl: string, credentials: Credentials): Promise<readonly StatusRow[] | null> {
  const address = parseServerUrl(serverUrl);
  if (address === undefined) return null;
  const connection = new HttpConnection(address);
  try {
    const answer = versionAndStates(await postXmlRpc(connection, credentials, callForBoth()));
    if (answer?.version !== API_VERSION) return null;
    if (answer.rows !== 'unknown method') return answer.rows;
    return statusRows(
      await postXmlRpc(connection, credentials, encodeCall('supervisor.getAllProcessInfo', [])),
    );
  } catch {
    // The whole client meets the same error, and explains it.
    return null;
  } finally {
    connection.close();
  }
}

/** In one request, so that there is none more where vigil's own method is unknown: two, as supervisorctl makes. */
function callForBoth(): string {
  const methods = ['supervisor.getVersion', 'vigil.getStates'];
  return encodeCall('system.multicall', [methods.map((methodName) => ({ methodName, params: [] }))]);
}

function print(selection: Selection<StatusRow>, isTerminal: boolean): number {
  let exitStatus: ExitStatus = EXIT_STATUS.success;
  const output = new DescriptorOutput({ isTerminal, canErase: false });
  const session = {
    output,
    fail(status: ExitStatus) {
      exitStatus = status;
    },
  };
  try {
    showSelection(session, selection);
    return exitStatus;
  } catch (error) {
    if (error instanceof OutputClosedError) return PIPE_CLOSED;
    output.complaint(`error: ${String(error)}`);
    return EXIT_STATUS.generic;
  }
}
