/**
 * How a configuration names what provides a plug-in. Supervisor's `package.module:name` is Python; a path, or a name that
 * ends like a JavaScript file, is a module of Node: `./path/module.js:exportName`.
 */

export type PluginSpec =
  | { readonly kind: 'python' }
  /** `path` as written: relative to the directory of the main configuration file. */
  | { readonly kind: 'module'; readonly path: string; readonly exportName: string };

export function parsePluginSpec(written: string): PluginSpec {
  const spec = written.trim();
  const colon = spec.lastIndexOf(':');
  const path = colon < 0 ? spec : spec.slice(0, colon);
  if (!path.includes('/') && !/\.[cm]?js$/.test(path)) return { kind: 'python' };
  return { kind: 'module', path, exportName: colon < 0 ? 'default' : spec.slice(colon + 1) };
}
