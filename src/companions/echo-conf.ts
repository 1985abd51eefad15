/** vigil-echo-conf: prints the sample configuration. */
import { writeAll } from '../os/write-all.ts';
import { sampleFile } from './sample-file.ts';

const STDOUT = 1;

writeAll(STDOUT, sampleFile());
