// Runs a bundle from dist/ with what V8 compiled of it in an earlier run, kept in a file beside it: parsing and compiling
// would take a third of a short command's time. The file is as trustworthy as the bundle, since whoever can write
// the one can write the other. Where it cannot be written, everything works without it.
'use strict';
const fs = require('node:fs');
const vm = require('node:vm');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const DIST = path.join(__dirname, '../dist');
/** The first line of a bundle: `// ` and the hash of the rest. V8 itself only compares lengths. */
const BUILD = { start: 3, end: 19 };

/**
 * `keep` is called with a function that writes the file, when there is none for this build: to be called once the code
 * that matters has run.
 */
module.exports = function load(name, keep) {
  const filename = path.join(DIST, `${name}.cjs`);
  const source = fs.readFileSync(filename, 'latin1');
  const header = `${source.slice(BUILD.start, BUILD.end)} ${process.execArgv.join(' ')}\n`;
  const cacheFile = path.join(DIST, `${name}-${process.version}-${process.arch}.cache`);
  const { data, isCurrent } = readCache(cacheFile, header);
  const script = new vm.Script(
    `(function (exports, require, module, __filename, importModule) {${source}\n})`,
    {
      filename,
      cachedData: data,
    },
  );
  if (!isCurrent || script.cachedDataRejected === true) keep(() => writeCache(cacheFile, header, script));
  const module = { exports: {} };
  // Files of dist/ that are seldom needed are named from there.
  const importModule = (url) => import(url.startsWith('./') ? pathToFileURL(path.join(DIST, url)).href : url);
  script.runInThisContext()(module.exports, require, module, filename, importModule);
  return module.exports;
};

function readCache(file, header) {
  try {
    const content = fs.readFileSync(file);
    const headerEnd = content.indexOf(10) + 1;
    const end = content.indexOf(10, headerEnd) + 1;
    const data = content.subarray(end);
    const isWhole = content.latin1Slice(headerEnd, end) === `${data.length}\n`;
    const found = content.latin1Slice(0, headerEnd);
    if (isWhole && found === header) return { data, isCurrent: true };
    // Other options of Node's, and so other code: the file stays as it is.
    return { data: undefined, isCurrent: isWhole && found.slice(0, 16) === header.slice(0, 16) };
  } catch {
    return { data: undefined, isCurrent: false };
  }
}

/** Another process may do the same at this moment, so the file appears as a whole. */
function writeCache(file, header, script) {
  const temporary = `${file}.${process.pid}`;
  try {
    fs.accessSync(DIST, fs.constants.W_OK);
    const data = script.createCachedData();
    const fd = fs.openSync(temporary, 'wx', 0o644);
    try {
      fs.writeFileSync(fd, Buffer.concat([Buffer.from(`${header}${data.length}\n`, 'latin1'), data]));
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, file);
  } catch {
    // Not ours to write, or no room: the next start compiles again.
    fs.rmSync(temporary, { force: true });
  }
}
