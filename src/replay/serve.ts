import { startReplayServer } from './replay-server.ts';

/** Runs the replay server as a process of its own: `serve PORT FOLDER...`. Where folders answer the same request, the last holds. */
const [port, ...answersFolders] = process.argv.slice(2);
const server = await startReplayServer({ answersFolders, port: Number(port) });
process.once('SIGTERM', () => void server.close());
