/** Syslog takes one line at a time; newlines at the end make no empty entries. Source: loggers.py, SyslogHandler. */
export function syslogLines(text: string): readonly string[] {
  return text.replace(/\n+$/, '').split('\n');
}
