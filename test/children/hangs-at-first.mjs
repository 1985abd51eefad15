// An HTTP server that answers nobody in its first life, and everybody in the ones after it.
//
//   node hangs-at-first.mjs PORT FILE      FILE gets a line for each life and each answer
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, file] = process.argv.slice(2);
appendFileSync(file, 'life\n');
const isFirst = readFileSync(file, 'utf8') === 'life\n';
createServer((_request, response) => {
  if (isFirst) return;
  appendFileSync(file, 'answer\n');
  response.end('fine');
}).listen(Number(port), '127.0.0.1');
