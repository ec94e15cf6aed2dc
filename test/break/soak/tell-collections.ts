import { setFlagsFromString } from 'node:v8';

// Loaded into the meter before everything else: V8 prints a line for each collection, with what was left.
setFlagsFromString('--trace-gc');
