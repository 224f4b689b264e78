import { z } from 'zod';
import { runCommandLine } from '../../src/cli/run-command-line.ts';

/**
 * The real command line in a process that stays for the next command: half a second of each command went into loading the
 * same modules. A command has its own environment and its own output, as in a process of its own.
 */
const commandSchema = z.object({ words: z.array(z.string()), env: z.record(z.string(), z.string()) });

process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  const { words, env } = commandSchema.parse(message);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  const stdout = captureWrites(process.stdout);
  const stderr = captureWrites(process.stderr);
  void runCommandLine(words)
    // What a process of its own would do with an error that nobody caught.
    .catch((error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      return 1;
    })
    .then((exitCode) => {
      process.removeAllListeners('SIGINT');
      process.send?.({ exitCode, stdout: stdout(), stderr: stderr() });
    });
});

/** @returns gives what was written since, and lets the stream write again. */
function captureWrites(stream: NodeJS.WriteStream): () => string {
  const { write } = stream;
  const chunks: string[] = [];
  stream.write = (chunk: string | Uint8Array): boolean => {
    chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };
  return () => {
    stream.write = write;
    return chunks.join('');
  };
}
