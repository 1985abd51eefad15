import type { JsonValue } from '../../core/json-value.ts';
import { joinNamespec } from '../../core/namespec.ts';
import { FAULTS } from '../../rpc/faults.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { padEnd } from '../padding.ts';
import { UnexpectedFaultError } from '../replies.ts';
import type { ConfigInfo } from '../rpc-results.ts';
import type { Session } from '../session.ts';

export async function avail(session: Session): Promise<void> {
  const configs = (await askConfigs(session)) ?? [];
  for (const config of configs) session.output.line(configLine(config));
}

export async function availJson(session: Session): Promise<JsonValue | null> {
  const configs = await askConfigs(session);
  return (
    configs && {
      processes: configs.map((config) => ({
        group: config.group,
        name: config.name,
        inuse: config.inuse,
        autostart: config.autostart,
        group_prio: config.groupPriority,
        process_prio: config.processPriority,
      })),
    }
  );
}

async function askConfigs(session: Session): Promise<readonly ConfigInfo[] | null> {
  const reply = await session.client.call('supervisor.getAllConfigInfo');
  if (reply.kind === 'result') return reply.value;
  if (reply.code !== FAULTS.SHUTDOWN_STATE) throw new UnexpectedFaultError(reply);
  session.output.line('ERROR: supervisor shutting down');
  session.fail(EXIT_STATUS.generic);
  return null;
}

function configLine(config: ConfigInfo): string {
  const name = padEnd(joinNamespec(config.group, config.name), 32);
  const use = padEnd(config.inuse ? 'in use' : 'avail', 9);
  const start = padEnd(config.autostart ? 'auto' : 'manual', 9);
  return `${name} ${use} ${start} ${config.groupPriority}:${config.processPriority}`;
}
