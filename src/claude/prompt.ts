import type { Anthropic } from '@anthropic-ai/sdk';
import type { JsonObject } from '../protocol/json.ts';
import { answerJsonSchema } from './answer-schema.ts';
import type { CodeTask } from './code-task.ts';
import { capItems, capJson, capText, dataBlock } from './prompt-data.ts';
import type { PromptFiles } from './prompt-files.ts';
import { personSection, repairSection, type FailedRound } from './repair-section.ts';
import type { PersonNote } from '../protocol/activities.ts';

/** Bytes per section of the prompt. Far above what a task of one concern needs. */
const CAPS = { text: 8_192, schema: 16_384, samples: 32_768, upstream: 16_384, decisions: 8_192 } as const;

/** Includes the model's thinking; asked for by streaming, so that no connection idles. */
export const MAX_OUTPUT_TOKENS = 32_000;

/** After an answer that did not fit. The run reserves twice the price for it (`src/run/task-program.ts`). */
const RAISED_OUTPUT_TOKENS = 48_000;

/** What the rounds before left behind. */
export interface Repair {
  failedRounds: FailedRound[];
  previousCode: string | undefined;
  /** What people said when they asked for another answer. */
  notes?: PersonNote[];
}

export type CodeRequest = Anthropic.MessageCreateParamsNonStreaming;

/**
 * The whole request for one round, from recorded data alone: no times, paths, run ids or chance, so that an answer can be
 * found again by the request's hash. The parts that stay the same from round to round come first and are cached.
 *
 * @param cutOffs answers that did not fit so far: the first is followed by a higher limit, the second by less effort
 */
export function buildCodeRequest(
  prompts: PromptFiles,
  task: CodeTask,
  round: number,
  repair?: Repair,
  cutOffs = 0,
): CodeRequest {
  return {
    model: task.model,
    max_tokens: cutOffs === 0 ? MAX_OUTPUT_TOKENS : RAISED_OUTPUT_TOKENS,
    system: [{ type: 'text', text: prompts.builder }],
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: dataBlock('task', taskData(task)), cache_control: { type: 'ephemeral' } },
          ...(repair ? afterFirst(prompts, task, repair) : []),
        ],
      },
    ],
    output_config: {
      effort: effortOf(round, cutOffs),
      format: { type: 'json_schema', schema: answerJsonSchema() },
    },
  };
}

/** Round 1 adds the evidence, round 2 also raises the effort. Thinking takes room, so what did not fit gets less of it. */
function effortOf(round: number, cutOffs: number): 'low' | 'medium' | 'high' {
  if (cutOffs >= 2) return 'low';
  return round >= 2 && cutOffs === 0 ? 'high' : 'medium';
}

/** What failed, and what people said; the last code stands in the first of the two that is there. */
function afterFirst(prompts: PromptFiles, task: CodeTask, repair: Repair): Anthropic.TextBlockParam[] {
  const { failedRounds, previousCode, notes = [] } = repair;
  const hasFailed = failedRounds.length > 0;
  const failed = repairSection(failedRounds, previousCode, task.successCriteria);
  const said = personSection(notes, hasFailed ? undefined : previousCode);
  return [
    ...(hasFailed ? [`${prompts.fixer}\n\n${failed}`] : []),
    ...(notes.length > 0 ? [`${prompts.person}\n\n${said}`] : []),
  ].map((text) => ({ type: 'text', text }));
}

function taskData(task: CodeTask): JsonObject {
  const samples = capItems(
    task.samples
      .filter((sample) => sample.hidden !== true)
      .map(({ name, input, expect }) => ({ name, input, expect })),
    CAPS.samples,
  );
  return {
    task_id: task.taskId,
    title: capText(task.title, CAPS.text),
    purpose: capText(task.purpose, CAPS.text),
    file_path: task.filePath,
    function_signature: capText(task.functionSignature, CAPS.text),
    logic: capText(task.logic, CAPS.text),
    edge_cases: capItems(task.edgeCases, CAPS.text).shown,
    success_criteria: capText(task.successCriteria, CAPS.text),
    input_schema: capJson(task.inputSchema, CAPS.schema),
    output_schema: capJson(task.outputSchema, CAPS.schema),
    samples: samples.shown,
    samples_left_out: samples.leftOut,
    steps_before: capItems(
      task.upstream.map(({ task_id, purpose, output_schema }) => ({
        task_id,
        purpose,
        ...(output_schema && { output_schema }),
      })),
      CAPS.upstream,
    ).shown,
    decisions: capItems(task.decisions, CAPS.decisions).shown,
  };
}
