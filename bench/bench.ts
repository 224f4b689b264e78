import { parseArgs } from 'node:util';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { withServer } from './server.ts';
import { againstByHand } from './measures/against-by-hand.ts';
import { commandLineRows } from './command-line.ts';
import { killedWorker } from './measures/killed-worker.ts';
import { longRun } from './measures/long-run.ts';
import { manyAtOnce } from './measures/many-at-once.ts';
import { printRows } from './row.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

/**
 * `npm run bench`: Millwright against a workflow written by hand for the same graph, on one server, in interleaved pairs;
 * medians. It asserts nothing. `npm run bench -- many killed` measures some parts only, `--pairs 3` with fewer pairs.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pairs: { type: 'string', default: '5' } },
});
const pairs = Number(values.pairs);

const PARTS = {
  pairs: () => withServer((server) => againstByHand(server, pairs)),
  long: () => withServer((server) => longRun(server)),
  many: () => withServer((server) => manyAtOnce(server, pairs)),
  killed: () => withServer((server) => killedWorker(server)),
  'command-line': () => commandLineRows(),
};

console.log('| measure | at most | measured |');
console.log('|---|--:|--:|');
for (const [name, measure] of Object.entries(PARTS)) {
  if (positionals.length === 0 || positionals.includes(name)) printRows(await measure());
}
