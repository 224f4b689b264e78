import { startStandIns } from './start-stand-ins.ts';

/** Runs the stand-ins as a process of their own: `serve PORT FILE...`. */
async function serve([port, ...files]: string[]): Promise<void> {
  const standIns = await startStandIns({ files, port: Number(port) });
  process.once('SIGTERM', () => void standIns.close());
}

serve(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
