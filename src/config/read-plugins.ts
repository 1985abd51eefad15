/** Sections of plug-ins. The factories are named, not loaded. Source: Supervisor options.py, get_plugins(). */
import { CONTROL_PLUGIN_OPTIONS, RPC_INTERFACE_OPTIONS } from './control-options.ts';
import type { PluginConfig } from './model.ts';
import type { Option } from './option.ts';
import { requireKey, sectionsWith } from './prefixed-sections.ts';
import type { Reading } from './reading.ts';

export function readRpcInterfaces(reading: Reading): PluginConfig[] {
  return readPlugins(reading, 'rpcinterface:', RPC_INTERFACE_OPTIONS['supervisor.rpcinterface_factory']);
}

export function readControlPlugins(reading: Reading): PluginConfig[] {
  return readPlugins(reading, 'ctlplugin:', CONTROL_PLUGIN_OPTIONS['supervisor.ctl_factory']);
}

function readPlugins(reading: Reading, prefix: string, option: Option<string>): PluginConfig[] {
  const plugins: PluginConfig[] = [];
  for (const [section, reader] of sectionsWith(reading, prefix)) {
    const factory = reader.expanded(option);
    if (factory === null) {
      const complaint = `section [${section.name}] does not specify a ${option.key}`;
      requireKey(reader, { option, complaint });
    }
    const options = new Map<string, string>();
    for (const { key } of reading.document.entries(section.name)) {
      if (key !== option.key) options.set(key, reader.expanded({ key }) ?? '');
    }
    plugins.push({ name: section.name.slice(prefix.length), factory: factory ?? '', options });
  }
  return plugins;
}
