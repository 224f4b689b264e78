import { readStandIns } from '../../stand-ins/read-definition.ts';
import { startStandIns } from '../../stand-ins/start-stand-ins.ts';

/** Runs the stand-ins: `stand-ins PORT FILE...`. The first file that names an integration answers for it. */
const [port, ...files] = process.argv.slice(2);
const all = (await Promise.all(files.map(readStandIns))).flat();
const first = new Map(all.toReversed().map((standIn) => [standIn.integration, standIn]));
const standIns = await startStandIns({ definition: [...first.values()], port: Number(port) });
process.once('SIGTERM', () => void standIns.close());
