import { z } from 'zod';
import type { SandboxOutput } from '../protocol/activities.ts';
import { SANDBOX_LIMITS } from './limits.ts';

const outputSchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.json() }),
  z.strictObject({ ok: z.literal(false), error: z.string() }),
]);
const resultSchema = z.union([
  z.strictObject({ outputs: z.array(outputSchema) }),
  z.strictObject({ error: z.string() }),
]);

const NO_RESULT =
  'The process ended before its result was complete. It can import nothing and may not end early.';

export type HarnessResult = { ok: true; outputs: SandboxOutput[] } | { ok: false; reason: string };

/**
 * Finds the one line that begins with the nonce; all other text was printed by the code and means nothing. A process
 * that ended without that line failed, whatever its exit code says.
 */
export function readResult(stdout: string, expected: { nonce: string; count: number }): HarnessResult {
  const lines = stdout.split('\n').filter((line) => line.startsWith(expected.nonce));
  const [line] = lines;
  if (line === undefined) return { ok: false, reason: NO_RESULT };
  const parsed = lines.length === 1 ? parseLine(line.slice(expected.nonce.length)) : undefined;
  if (!parsed) return { ok: false, reason: 'The code tampered with its result: it cannot be read.' };
  const tidy = (text: string): string => text.slice(0, SANDBOX_LIMITS.errorTextCharacters);
  if ('error' in parsed) return { ok: false, reason: tidy(parsed.error) };
  if (parsed.outputs.length !== expected.count) {
    return {
      ok: false,
      reason: 'The code tampered with its result: there is not one output for each input.',
    };
  }
  return {
    ok: true,
    outputs: parsed.outputs.map((output) => (output.ok ? output : { ok: false, error: tidy(output.error) })),
  };
}

function parseLine(text: string): z.infer<typeof resultSchema> | undefined {
  try {
    return resultSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
