import { startStandIns } from './start-stand-ins.ts';

/** Runs the stand-ins as a process: `serve PORT FILE...`. */
const [port, ...files] = process.argv.slice(2);
const standIns = await startStandIns({ files, port: Number(port) });
process.once('SIGTERM', () => void standIns.close());
