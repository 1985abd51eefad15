/** `[supervisorctl]`, as the client reads it: from the main file alone. Source: Supervisor options.py, ClientOptions. */
import { CONTROL_OPTIONS as OPTIONS } from './control-options.ts';
import { Expansions } from './expansion.ts';
import type { IniSection } from './ini-document.ts';
import type { ControlConfig } from './model.ts';
import type { Option } from './option.ts';
import { normalizePath } from './python-path.ts';
import type { Reading } from './reading.ts';
import { SectionReader } from './section-reader.ts';

const UNIX = 'unix://';

/** Mistakes are noted in `reading.errors`. */
export function readControl(reading: Reading, section: IniSection): ControlConfig {
  const plain = new Expansions(reading.environmentNames, new Map());
  const withHere = new Expansions(reading.environmentNames, new Map([['here', reading.here]]));
  const text = (option: Option<string>, names: Expansions) =>
    new SectionReader({ reading, section, names }).expanded(option) ?? option.default;
  const serverurl = text(OPTIONS.serverurl, withHere) ?? '';
  const prompt = text(OPTIONS.prompt, plain) ?? '';
  const username = text(OPTIONS.username, plain);
  const password = text(OPTIONS.password, plain);
  const historyFile = text(OPTIONS.history_file, withHere);
  return {
    serverurl: serverurl.startsWith(UNIX)
      ? UNIX + normalizePath(serverurl.slice(UNIX.length), reading.surroundings)
      : serverurl,
    prompt,
    username,
    password,
    historyFile: historyFile ? normalizePath(historyFile, reading.surroundings) : null,
  };
}

/** What the client goes by when there is no configuration file. */
export const DEFAULT_CONTROL: ControlConfig = {
  serverurl: OPTIONS.serverurl.default,
  prompt: OPTIONS.prompt.default,
  username: null,
  password: null,
  historyFile: null,
};
