import { startReplayServer } from './replay-server.ts';

/** Runs the replay server as a process of its own: `serve PORT FOLDER...`. */
async function serve([port, ...answersFolders]: string[]): Promise<void> {
  const server = await startReplayServer({ answersFolders, port: Number(port) });
  process.once('SIGTERM', () => void server.close());
}

serve(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
