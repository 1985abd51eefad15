// The folder layout is the architecture: this fails when a folder of src/ imports one that it may not, when imports
// go in a circle, or when the pure core reads a clock or chance.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Folder -> what its files may import besides their own folder: whole folders, or single files of one. */
const ALLOWED = {
  core: [],
  config: ['core/'],
  explain: ['core/'],
  supervisor: ['core/', 'config/model.ts'],
  os: [
    'core/',
    'config/model.ts',
    'config/surroundings.ts',
    'supervisor/ports.ts',
    'explain/facts.ts',
    'logs/output-slot.ts',
  ],
  logs: ['core/', 'config/model.ts', 'supervisor/ports.ts'],
  history: ['core/', 'config/model.ts', 'supervisor/ports.ts', 'os/replace-file.ts'],
  journal: ['core/', 'config/model.ts'],
  events: ['core/', 'config/model.ts', 'config/event-names.ts', 'supervisor/ports.ts'],
  listener: [],
  http: [],
  rpc: ['core/', 'config/', 'supervisor/', 'explain/explanation.ts', 'logs/tail.ts', 'logs/tail-follow.ts'],
  web: [
    'core/',
    'config/model.ts',
    'supervisor/',
    'rpc/',
    'logs/tail.ts',
    'logs/tail-follow.ts',
    'logs/open-for-reading.ts',
    // What the page shows first is made of what it shows everything by.
    '../web/src/model/',
    '../web/src/wire.ts',
  ],
  cli: [
    'core/',
    'config/',
    'explain/',
    'rpc/api-version.ts',
    'rpc/contract.ts',
    'rpc/contract/shape.ts',
    'rpc/faults.ts',
    'rpc/xmlrpc/',
    'os/current-directory.ts',
    'os/file-access.ts',
    'os/make-directories.ts',
    'os/plugin-module.ts',
    'os/shell-environment.ts',
  ],
  companions: ['core/', 'config/', 'os/write-all.ts', 'listener/', 'rpc/xmlrpc/'],
  daemon: [
    'core/',
    'config/',
    'explain/',
    'supervisor/',
    'os/',
    'logs/',
    'history/',
    'events/',
    'journal/',
    'http/',
    'rpc/',
    'web/',
  ],
};

/** Only these folders may use modules of Node; `core` and `config` are pure. */
const WITH_NODE = new Set([
  'os',
  'journal',
  'logs',
  'history',
  'http',
  'rpc',
  'web',
  'cli',
  'companions',
  'daemon',
  'listener',
]);

const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => join(entry.parentPath, entry.name));

const problems = [];
const graph = new Map();

for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const folder = relative('src', file).split('/')[0];
  const imports = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1]);
  const valueImports = [...text.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from\s+'([^']+)'/gm)].map(
    (m) => m[1],
  );
  for (const name of imports) {
    if (name.startsWith('node:')) {
      if (name === 'node:process') {
        problems.push(
          `${file}: "node:process" opens the standard streams when it is imported; use the global`,
        );
      }
      if (!WITH_NODE.has(folder)) problems.push(`${file}: ${folder}/ is pure and may not import "${name}"`);
    } else if (name.startsWith('.')) {
      const target = relative('src', join(dirname(file), name));
      const targetFolder = target.split('/')[0];
      const isAllowed =
        targetFolder === folder ||
        ALLOWED[folder]?.some((rule) => (rule.endsWith('/') ? target.startsWith(rule) : target === rule));
      if (!isAllowed) problems.push(`${file}: ${folder}/ may not import "${target}"`);
    } else if (name === 'koffi' && folder !== 'os') {
      problems.push(`${file}: only os/ may load native code`);
    }
  }
  if (folder === 'core' && /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b/.test(text)) {
    problems.push(`${file}: core/ may not read a clock or chance`);
  }
  graph.set(
    file,
    valueImports.filter((name) => name.startsWith('.')).map((name) => join(dirname(file), name)),
  );
}

checkPage();

/** The page is a program of its own: it imports nothing of `src`, and its model nothing of the rest. */
function checkPage() {
  const mayImport = {
    model: ['model', 'wire'],
    client: ['client', 'model', 'wire'],
    state: ['state', 'client', 'model', 'wire'],
    view: ['view', 'state', 'model', 'wire'],
  };
  const packages = new Set(['preact', 'preact/hooks', '@preact/signals']);
  for (const entry of readdirSync('web/src', { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/(?<!\.test)\.tsx?$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const folder = relative('web/src', entry.parentPath);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?'([^']+)'/g)) {
      const target = name.startsWith('.') ? relative('web/src', join(dirname(file), name)) : null;
      const part = target?.replace(/\.ts$/, '').split('/')[0];
      const isAllowed =
        target === null ? packages.has(name) : part !== '..' && (mayImport[folder]?.includes(part) ?? true);
      if (!isAllowed) problems.push(`${file}: may not import "${name}"`);
    }
  }
}

const done = new Set();
function findCircle(file, path) {
  if (path.includes(file)) {
    problems.push(`imports go in a circle: ${[...path.slice(path.indexOf(file)), file].join(' -> ')}`);
    return;
  }
  if (done.has(file)) return;
  for (const next of graph.get(file) ?? []) findCircle(next, [...path, file]);
  done.add(file);
}
for (const file of graph.keys()) findCircle(file, []);

if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
