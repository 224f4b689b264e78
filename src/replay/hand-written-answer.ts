import type { ModelAnswer } from '../claude/answer-schema.ts';
import type { CodeTask } from '../claude/code-task.ts';
import type { CodeRequest } from '../claude/prompt.ts';
import { canonicalJson, hashJson } from '../artifacts/content-hash.ts';
import type { AnswerFile } from './answer-file.ts';

/** Text of this kind takes about so many bytes per token; the figures of a hand-written answer are estimates. */
const BYTES_PER_TOKEN = 3.5;

/** An answer that a person wrote for an example, in the form of the API's, and labelled as hand-written. */
export function handWrittenAnswer(
  task: CodeTask,
  round: number,
  request: CodeRequest,
  source: string,
): AnswerFile {
  const answer = {
    files: [{ path: task.filePath, content: source }],
    notes: 'Written by hand for this example; no model was asked.',
    discoveries: [],
    blockers: [],
  } satisfies ModelAnswer;
  const text = JSON.stringify(answer);
  return {
    request_hash: hashJson(request),
    task: task.taskId,
    round,
    recorded: 'hand-written',
    model: task.model,
    response: {
      id: `msg_hand_written_${task.taskId}_${round}`,
      type: 'message',
      role: 'assistant',
      model: task.model,
      container: null,
      content: [{ type: 'text', text, citations: null }],
      diagnostics: null,
      stop_reason: 'end_turn',
      stop_details: null,
      stop_sequence: null,
      usage: {
        cache_creation: null,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: null,
        inference_geo: null,
        input_tokens: estimateTokens(canonicalJson(request)),
        output_tokens: estimateTokens(text),
        output_tokens_details: null,
        server_tool_use: null,
        service_tier: 'standard',
        speed: null,
      },
    },
  } satisfies AnswerFile;
}

function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text, 'utf8') / BYTES_PER_TOKEN);
}
