import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import type { JsonObject, JsonValue } from '../protocol/json.ts';
import { codeFileOf } from '../spec/code/code-file.ts';
import type { Sample } from '../spec/model.ts';

/** Everything about a task that its prompt depends on, and nothing else: equal tasks give equal prompts. */
export interface CodeTask {
  taskId: string;
  model: string;
  title: string;
  purpose: string;
  /** The one path that the answer may name. */
  filePath: string;
  functionSignature: string;
  logic: string;
  edgeCases: string[];
  inputSchema: JsonObject;
  outputSchema: JsonObject;
  successCriteria: string;
  samples: Sample[];
  upstream: UpstreamStep[];
  decisions: JsonValue[];
  /** Code written by the author, if any. */
  authorSource: string | undefined;
  /** Names of n8n that the author grants to it. */
  uses: string[];
  /** The code may hold a `TODO`. */
  allowsStubs: boolean;
}

/** What a step before this one delivers, as the specification says. */
export interface UpstreamStep {
  task_id: string;
  purpose: string;
  output_schema?: JsonObject;
}

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

const codeInstructions = z.object({
  function_signature: z.string(),
  input_schema: z.union([z.string(), jsonObject]),
  output_schema: z.union([z.string(), jsonObject]),
  logic_description: z.string(),
  edge_cases: z.array(z.string()),
  source: z.string().optional(),
  allows_stubs: z.boolean().optional(),
  uses: z.array(z.string()).optional(),
});

const task = z.object({
  task_id: z.string(),
  task_name: z.string(),
  purpose: z.string(),
  dependencies_completed: z.array(z.string()),
  component: z.string().optional(),
  code_instructions: codeInstructions.optional(),
  acceptance_check: z.object({
    success_criteria: z.string(),
    samples: z.array(
      z.object({ name: z.string(), input: z.json(), expect: z.json(), hidden: z.boolean().optional() }),
    ),
  }),
});

/** The parts of the stored normal form that code generation reads. */
const specification = z.object({
  components: z.array(z.object({ component_id: z.string(), path: z.string().optional() })),
  schemas: z.record(z.string(), jsonObject),
  settings: z.object({ model: z.string() }),
  resolved_decisions: z.array(z.json()),
  implementation: z.object({ task_summary: z.array(task) }),
});

export type StoredSpecification = z.infer<typeof specification>;
type StoredTask = z.infer<typeof task>;

/**
 * @param document a stored specification in normal form, with its parameters resolved
 * @throws MillwrightError `spec_invalid` when it is none, or when the task has no code to be written.
 */
export function readCodeTask(document: unknown, taskId: string): CodeTask {
  const found = findCodeTask(parseStoredSpecification(document), taskId);
  if (!found) throw new MillwrightError('spec_invalid', `task ${taskId} has no code_instructions`);
  return found;
}

/** @throws MillwrightError `spec_invalid`. */
export function parseStoredSpecification(document: unknown): StoredSpecification {
  const parsed = specification.safeParse(document);
  if (parsed.success) return parsed.data;
  const reason = z.prettifyError(parsed.error);
  throw new MillwrightError('spec_invalid', `the stored specification is not in normal form: ${reason}`);
}

/** Nothing when there is no such task, or none with code. */
export function findCodeTask(document: StoredSpecification, taskId: string): CodeTask | undefined {
  const found = document.implementation.task_summary.find((each) => each.task_id === taskId);
  if (!found?.code_instructions) return undefined;
  const instructions = found.code_instructions;
  return {
    taskId,
    model: document.settings.model,
    title: found.task_name,
    purpose: found.purpose,
    filePath: codeFileOf(found, document.components),
    functionSignature: instructions.function_signature,
    logic: instructions.logic_description,
    edgeCases: instructions.edge_cases,
    inputSchema: resolveSchema(document, instructions.input_schema),
    outputSchema: resolveSchema(document, instructions.output_schema),
    successCriteria: found.acceptance_check.success_criteria,
    samples: found.acceptance_check.samples,
    upstream: found.dependencies_completed.flatMap((id) => upstreamStep(document, id)),
    decisions: document.resolved_decisions,
    authorSource: instructions.source,
    uses: instructions.uses ?? [],
    allowsStubs: instructions.allows_stubs ?? false,
  };
}

function upstreamStep(document: StoredSpecification, taskId: string): UpstreamStep[] {
  const step: StoredTask | undefined = document.implementation.task_summary.find(
    (each) => each.task_id === taskId,
  );
  if (!step) return [];
  const output = step.code_instructions?.output_schema;
  const described = { task_id: taskId, purpose: step.purpose };
  return [
    output === undefined ? described : { ...described, output_schema: resolveSchema(document, output) },
  ];
}

function resolveSchema(document: StoredSpecification, schema: string | JsonObject): JsonObject {
  if (typeof schema !== 'string') return schema;
  const found = document.schemas[schema];
  if (!found) throw new MillwrightError('spec_invalid', `there is no schema named ${schema}`);
  return found;
}
