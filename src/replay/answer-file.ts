import type { Anthropic } from '@anthropic-ai/sdk';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MillwrightError } from '../errors.ts';

/** A recorded answer: one JSON file in the `answers` folder of an example. */
export interface AnswerFile {
  /** The answer is given to exactly this request. */
  request_hash: string;
  task: string;
  round: number;
  /** Who answered: a person who wrote it for the example, or the model. */
  recorded: 'hand-written' | 'live';
  model: string;
  response: Anthropic.Message;
}

const count = z.number().int().nonnegative();

/** What the server needs of a message to send it; all else is passed on as it is. */
const recordedMessage = z.looseObject({
  type: z.literal('message'),
  role: z.literal('assistant'),
  id: z.string(),
  model: z.string(),
  stop_reason: z.string(),
  content: z.array(z.looseObject({ type: z.literal('text'), text: z.string() })),
  usage: z.looseObject({ input_tokens: count, output_tokens: count }),
});

const answerFile = z.strictObject({
  request_hash: z.string().regex(/^[0-9a-f]{64}$/),
  task: z.string(),
  round: count,
  recorded: z.enum(['hand-written', 'live']),
  model: z.string(),
  response: recordedMessage,
});

export type RecordedMessage = z.infer<typeof recordedMessage>;
export type RecordedAnswer = z.infer<typeof answerFile>;

/**
 * All recorded answers of some folders, by request hash. A folder that is not there has no answers.
 * @throws MillwrightError `service_failed` with the name of a file that is no answer.
 */
export async function readAnswers(folders: readonly string[]): Promise<Map<string, RecordedAnswer>> {
  const answers = new Map<string, RecordedAnswer>();
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((each) => each.endsWith('.json')).toSorted()) {
      const answer = await readAnswer(join(folder, name));
      answers.set(answer.request_hash, answer);
    }
  }
  return answers;
}

async function readAnswer(path: string): Promise<RecordedAnswer> {
  try {
    return answerFile.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new MillwrightError('service_failed', `${path} is no recorded answer: ${reason}`);
  }
}
