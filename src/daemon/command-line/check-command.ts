/** `vigild --check`: runs the rules and prints what they found. */
import { checkConfig, type Finding } from '../../config/check.ts';
import type { CheckMachine, Executability } from '../../config/check-rules/rule.ts';
import { type LoadRequest, loadConfig } from '../../config/load.ts';
import { counted } from '../../core/counted.ts';
import { boundLine, type PipeLimits, streamBounds } from '../streams/stream-bounds.ts';
import type { CommandResult } from './command-result.ts';

export interface CheckRequest {
  readonly load: LoadRequest;
  /** Asks the machine whether a path can be run. */
  readonly executability: (path: string) => Executability;
  /** Warnings make the command fail. */
  readonly isStrict: boolean;
  readonly isJson: boolean;
  /** Without JSON, which always has them: tell of the streams. */
  readonly showsStreams: boolean;
  readonly pipeLimits: PipeLimits;
}

const EXIT_WARNINGS = 1;
const EXIT_ERRORS = 2;

export function runCheck(request: CheckRequest): CommandResult {
  const { load, isStrict, isJson, showsStreams, pipeLimits } = request;
  const loaded = loadConfig(load);
  const findings = checkConfig(load.file, loaded, checkMachine(request));
  const streams = loaded.kind === 'refused' ? [] : streamBounds(loaded.config, pipeLimits);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  const stdout = isJson
    ? `${JSON.stringify({ file: load.file, ok: errors === 0, errors, warnings, findings, streams }, null, 2)}\n`
    : [
        ...(showsStreams ? streams.map(boundLine) : []),
        ...findings.map(findingLine),
        summary(load.file, errors, warnings),
      ]
        .map((line) => `${line}\n`)
        .join('');
  if (errors > 0) return { stdout, exitStatus: EXIT_ERRORS };
  return { stdout, exitStatus: isStrict && warnings > 0 ? EXIT_WARNINGS : 0 };
}

function checkMachine({ load, executability }: CheckRequest): CheckMachine {
  return {
    executability,
    isDirectory: (path) => load.files.isDirectory(path),
    sourceLine(file, line) {
      try {
        return new TextDecoder().decode(load.files.readFile(file)).split('\n')[line - 1] ?? null;
      } catch {
        // The file was there a moment ago; without it the finding only lacks a detail.
        return null;
      }
    },
    environment: load.environment,
    cwd: load.cwd,
  };
}

function findingLine({ file, line, severity, section, key, message, cure, code }: Finding): string {
  const place = line === null ? file : `${file}:${line}`;
  const setting = section === null ? '' : `[${section}]${key === null ? '' : ` ${key}`}: `;
  const advice = cure === null ? '' : ` (${cure})`;
  return `${place}: ${severity}: ${setting}${message.replaceAll('\n', ' ')}${advice} [${code}]`;
}

function summary(file: string, errors: number, warnings: number): string {
  return `${file}: ${countedOrNo(errors, 'error')}, ${countedOrNo(warnings, 'warning')}`;
}

function countedOrNo(count: number, noun: string): string {
  return count === 0 ? `no ${noun}s` : counted(count, noun);
}
