/** FastCGI programs in a `[group:x]` get no socket, in Supervisor silently: here a line says so. */
import type { Config, ConfigNotice } from '../config/model.ts';

export function lostSocketNotices({ groups }: Config): readonly ConfigNotice[] {
  const lost = groups.flatMap((group) => {
    if (group.kind !== 'program') return [];
    const sections = new Set(group.processes.map(({ section }) => section));
    return [...sections]
      .filter((section) => section.startsWith('fcgi-program:'))
      .map((section) => [section, group.section]);
  });
  return lost.map(([section, group]) => ({
    level: 'warn',
    message: `[${section}] gets no socket as a member of [${group}]: take it out of the group`,
  }));
}
