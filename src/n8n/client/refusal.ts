import { z } from 'zod';
import { MillwrightError } from '../../errors.ts';
import type { RawAnswer } from './transport.ts';

const MAX_MESSAGE_LENGTH = 2_000;

const refusalSchema = z.looseObject({
  message: z.string().optional(),
  error: z.string().optional(),
  /** Package import lists what it could not resolve (n8n 2.41). */
  issues: z.array(z.looseObject({ type: z.string().optional() })).optional(),
});

/** What a refused request means (n8n 2.41). The message of n8n is kept: it names the node and the field. */
export function mapRefusal(answer: RawAnswer, what: string): MillwrightError {
  const reason = messageOf(answer.text);
  if (answer.status === 401 || answer.status === 403) {
    return new MillwrightError(
      'n8n_unauthorized',
      `n8n does not allow ${what} with these credentials: ${reason}`,
    );
  }
  if (answer.status === 409 && reason.includes('workflow-conflict')) {
    return new MillwrightError('n8n_workflow_exists', `n8n was unable ${what}: it has it already.`);
  }
  if (answer.status === 409 && reason.includes('webhook')) {
    return new MillwrightError(
      'n8n_webhook_taken',
      `n8n was unable ${what}: a webhook path of it is taken. n8n says: ${reason}`,
    );
  }
  if (answer.status === 429 || answer.status >= 500) {
    const retryAfterMs = retryAfterOf(answer.headers);
    const message = `n8n was unable ${what} (HTTP ${answer.status}): ${reason}`;
    return new MillwrightError(
      'n8n_server_error',
      message,
      retryAfterMs === undefined ? {} : { retryAfterMs },
    );
  }
  return new MillwrightError('n8n_rejected', `n8n refused ${what} (HTTP ${answer.status}): ${reason}`);
}

function messageOf(text: string): string {
  try {
    const parsed = refusalSchema.safeParse(JSON.parse(text));
    if (parsed.success) {
      const issues = parsed.data.issues === undefined ? '' : ` ${JSON.stringify(parsed.data.issues)}`;
      return `${parsed.data.message ?? parsed.data.error ?? 'no message'}${issues}`.slice(
        0,
        MAX_MESSAGE_LENGTH,
      );
    }
  } catch {
    // Not JSON: a proxy's page, for instance. Its text is of no use to the reader.
  }
  return 'no message';
}

function retryAfterOf(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}
