import { localDay, localTime } from '../../core/calendar.ts';
import type { JsonValue } from '../../core/json-value.ts';
import { isArray, isStruct, type XmlRpcStruct, type XmlRpcValue } from '../../rpc/xmlrpc/values.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { type HistoryOptions, parseHistoryOptions } from '../history-options.ts';
import { jsonOf, jsonText } from '../json-value.ts';
import { characterCount, padEnd } from '../padding.ts';
import { refuse } from '../refuse.ts';
import { resultOf } from '../replies.ts';
import { UnexpectedReplyError } from '../reply-values.ts';
import type { Session } from '../session.ts';
import { isUnknownMethod } from '../unknown-method.ts';

/** A line for each entry, the oldest first: when, what it is about, what happened. */
export async function history(session: Session, words: readonly string[]): Promise<void> {
  const options = readOptions(session, words);
  const entries = options === null ? null : await ask(session, options);
  if (options === null || entries === null) return;
  if (options.format === 'json') {
    session.output.text(jsonText({ entries: entries.map(jsonOf) }));
    return;
  }
  if (entries.length === 0) {
    session.output.complaint('There are no such entries');
    if (options.name !== '') session.unknownName(options.name);
  }
  const rows = entries.map(readEntry);
  const width = Math.max(0, ...rows.map(({ subject }) => characterCount(subject))) + 2;
  for (const { time, subject, description } of rows) {
    session.output.line(`${time}  ${padEnd(subject, width)}${description}`);
  }
}

/** The structs of the API as they are. */
export async function historyJson(session: Session, words: readonly string[]): Promise<JsonValue | null> {
  const options = readOptions(session, words);
  const entries = options === null ? null : await ask(session, options);
  return entries === null ? null : { entries: entries.map(jsonOf) };
}

function readOptions(session: Session, words: readonly string[]): HistoryOptions | null {
  const options = parseHistoryOptions(words, new Date());
  if (typeof options !== 'string') return options;
  refuse(session, options);
  return null;
}

async function ask(
  session: Session,
  { name, since, limit }: HistoryOptions,
): Promise<readonly XmlRpcStruct[] | null> {
  const reply = await session.client.call('vigil.getHistory', name, since, limit);
  if (isUnknownMethod(reply)) {
    session.output.line('ERROR: this daemon keeps no history');
    session.fail(EXIT_STATUS.generic);
    return null;
  }
  const entries = resultOf(reply);
  if (isArray(entries) && entries.every(isStruct)) return entries;
  throw new UnexpectedReplyError('expected an array of structs in the reply');
}

/** Lines that stay lines, whatever somebody called a program: line feeds and tabs are controls here. */
function readEntry(entry: XmlRpcStruct): {
  readonly time: string;
  readonly subject: string;
  readonly description: string;
} {
  const { time, subject, description } = entry;
  const date = new Date(typeof time === 'number' ? time * 1000 : Number.NaN);
  const isDate = !Number.isNaN(date.getTime());
  return {
    time: isDate ? `${localDay(date)} ${localTime(date)}` : '-'.padEnd(19),
    subject: inOneLine(subject),
    description: inOneLine(description),
  };
}

function inOneLine(value: XmlRpcValue | undefined): string {
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value ?? '');
  return text.replace(/[\t\r\n]/g, '?');
}
