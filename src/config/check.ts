/**
 * `vigild --check`: everything that is wrong or doubtful in a configuration, each with its place and its cure. An error
 * keeps the daemon from starting or leaves it open to the network; a warning is what Supervisor accepts in silence.
 */

import { leavesForeground, malformedCommand, shellSyntax, shellWrapper } from './check-rules/command-line.ts';
import { commandLookup, missingDirectory } from './check-rules/command-lookup.ts';
import { repeatedKeys, swallowedSettings, unclosedSections } from './check-rules/file-traps.ts';
import { doubledGroup, groupContent } from './check-rules/groups.ts';
import { leftOutPlugins } from './check-rules/left-out-plugins.ts';
import { loaderNotices, skippedFile } from './check-rules/loader-notices.ts';
import { rotatedDevice, sharedLogFile } from './check-rules/log-files.ts';
import { restartWithoutLimit } from './check-rules/restart-policy.ts';
import type { CheckMachine, CheckRule, CheckSubject, Observation, Severity } from './check-rules/rule.ts';
import {
  clearPassword,
  clientMissesServer,
  openInetServer,
  unreachableDaemon,
  worldWritableSocket,
} from './check-rules/servers.ts';
import { unheardEvents } from './check-rules/unheard-events.ts';
import { unknownNames } from './check-rules/unknown-names.ts';
import { commandCutByComment, unnamedPercent } from './check-rules/value-traps.ts';
import type { ConfigError } from './config-error.ts';
import type { IniDocument } from './ini-document.ts';
import type { LoadResult } from './load.ts';
import type { SourcePosition } from './model.ts';

export interface Finding {
  readonly severity: Severity;
  /** Stable, for scripts that look for one kind of finding. */
  readonly code: string;
  readonly file: string;
  /** 1-based; null for what concerns the file as a whole. */
  readonly line: number | null;
  readonly section: string | null;
  readonly key: string | null;
  readonly message: string;
  readonly cure: string | null;
}

const RULES: readonly CheckRule[] = [
  unknownNames,
  unclosedSections,
  repeatedKeys,
  swallowedSettings,
  unnamedPercent,
  commandCutByComment,
  openInetServer,
  clearPassword,
  worldWritableSocket,
  unreachableDaemon,
  clientMissesServer,
  leftOutPlugins,
  rotatedDevice,
  sharedLogFile,
  malformedCommand,
  shellSyntax,
  leavesForeground,
  shellWrapper,
  commandLookup,
  missingDirectory,
  restartWithoutLimit,
  doubledGroup,
  groupContent,
  unheardEvents,
  loaderNotices,
  skippedFile,
];

/** `file` is the main file as given. Errors come first, then warnings, each by file and line. */
export function checkConfig(file: string, result: LoadResult, machine: CheckMachine): readonly Finding[] {
  if (result.kind === 'refused') return inOrder(result.errors.map((error) => refusal(error, file, 'error')));
  const { config, document, unknownKeys, skippedFiles, controlErrors } = result;
  const subject: CheckSubject = { config, document, unknownKeys, skippedFiles, machine };
  const findings = RULES.flatMap((rule) => [...rule(subject)]).map((observation) =>
    locate(observation, document, file),
  );
  const clientMistakes = controlErrors.map((error) => refusal(error, file, 'warning'));
  return inOrder(withoutRepetition([...findings, ...clientMistakes]));
}

function refusal(error: ConfigError, mainFile: string, severity: Severity): Finding {
  const { code, line, section, key, message, cure } = error;
  return { severity, code, file: error.file ?? mainFile, line, section, key, message, cure };
}

function locate(observation: Observation, document: IniDocument, mainFile: string): Finding {
  const place = positionOf(observation, document);
  return { ...observation, file: place?.file ?? mainFile, line: place?.line ?? null };
}

function positionOf({ section, key }: Observation, document: IniDocument): SourcePosition | null {
  if (section === null) return null;
  const entry = key === null ? undefined : document.entry(section, key);
  return entry?.position ?? document.section(section)?.position ?? null;
}

/** The copies of a program share its section: what is said of one is said of all. */
function withoutRepetition(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ code, section, key, message }) => {
    const identity = JSON.stringify([code, section, key, message]);
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
}

function inOrder(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      a.severity.localeCompare(b.severity) || a.file.localeCompare(b.file) || (a.line ?? 0) - (b.line ?? 0),
  );
}
