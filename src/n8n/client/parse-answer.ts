import type { ZodType } from 'zod';
import { MillwrightError } from '../../errors.ts';
import { mapRefusal } from './refusal.ts';
import type { RawAnswer } from './transport.ts';

/** Parses an answer, or throws what its status means. @throws MillwrightError see {@link mapRefusal}. */
export function parseAnswer<T>(answer: RawAnswer, schema: ZodType<T>, what: string): T {
  if (answer.status < 200 || answer.status >= 300) throw mapRefusal(answer, what);
  const json = parseJson(answer.text);
  if (json === undefined) {
    // n8n answers 200 with a page "n8n is starting up" until it is ready.
    throw new MillwrightError(
      'n8n_unreachable',
      `n8n is not ready yet ${what}: it answered with a page, not with data.`,
    );
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new MillwrightError(
    'n8n_server_error',
    `n8n was asked ${what} and answered in a form this version does not know: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
