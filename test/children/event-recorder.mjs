// An event listener that writes each event down, a line of JSON each.
// Usage: event-recorder.mjs FILE
import { appendFileSync } from 'node:fs';
import { listen } from 'vigild/listener';

await listen((event) => appendFileSync(process.argv[2], `${JSON.stringify(event)}\n`));
