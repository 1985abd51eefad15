/** A unit for systemd that runs vigild on one configuration. Source: systemd.service(5), systemd.kill(5). */

export interface ServiceUnit {
  /** Words of vigild's command line: absolute paths where they are paths. */
  readonly command: readonly string[];
  /** Of the command that rereads the configuration. */
  readonly reload: readonly string[];
  readonly configFile: string;
  readonly scope: 'system' | 'user';
}

export function unitText({ command, reload, configFile, scope }: ServiceUnit): string {
  return `[Unit]
Description=vigil process supervisor (${escapeText(configFile)})
After=network.target

[Service]
Type=notify
ExecStart=${commandLine(command)}
# Touches only what changed.
ExecReload=${commandLine(reload)}
# The programs are vigild's: it stops them itself, and they outlive its own death, to be found again by the next one.
KillMode=process
Restart=always
RestartSec=100ms
# A shutdown by hand, and a configuration that is refused.
RestartPreventExitStatus=0 2
# Each program has its own stopwaitsecs.
TimeoutStopSec=infinity
WatchdogSec=30
# One control group for each program.
Delegate=yes

[Install]
WantedBy=${scope === 'system' ? 'multi-user.target' : 'default.target'}
`;
}

/** Name of the unit: that of the instance, where it has one of its own. */
export function unitName(identifier: string): string {
  if (identifier === 'supervisor') return 'vigild.service';
  return `vigild-${identifier.replace(/[^A-Za-z0-9_.-]/g, '_')}.service`;
}

const commandLine = (words: readonly string[]): string => words.map(quote).join(' ');

/** `%` and `$` mean something in a command line, quotes and backslashes too. Source: systemd.syntax(7). */
function quote(word: string): string {
  const escaped = escapeText(word).replaceAll('$', '$$$$');
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? escaped : `"${escaped.replace(/["\\]/g, '\\$&')}"`;
}

const escapeText = (text: string): string => text.replaceAll('%', '%%');
