import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'vitest';
import { LocalArtifactStore } from '../../../src/artifacts/local-store.ts';
import type { GenerateDependencies } from '../../../src/claude/generate-code.ts';
import type { JsonObject } from '../../../src/protocol/json.ts';
import type { GenerateInput } from '../../../src/protocol/activities.ts';
import type { RecordedMessage } from '../../../src/replay/answer-file.ts';
import { startReplayServer, type ReplayServer } from '../../../src/replay/replay-server.ts';
import type { Scenario } from '../../../src/replay/scenario.ts';

export const CANARY_KEY = 'sk-canary-0123456789';
export const GOOD_CODE = 'export function transform(input) {\n  return { doubled: input.number * 2 };\n}\n';

/** A specification in normal form with one code task; `change` alters its code instructions. */
export function specificationWith(change: JsonObject = {}, settings: JsonObject = {}): JsonObject {
  return {
    components: [{ component_id: 'double', platform: 'code', path: 'double.mjs' }],
    schemas: { number: { type: 'object' }, doubled: { type: 'object' } },
    settings: { model: 'claude-opus-5-5', ...settings },
    resolved_decisions: [],
    implementation: {
      task_summary: [
        {
          task_id: 'double',
          task_name: 'Double',
          purpose: 'Twice as much.',
          dependencies_completed: [],
          component: 'double',
          code_instructions: {
            function_signature: 'transform(input)',
            input_schema: 'number',
            output_schema: 'doubled',
            logic_description: 'Double the number.',
            edge_cases: [],
            ...change,
          },
          acceptance_check: {
            success_criteria: 'Every sample.',
            samples: [{ name: 'one', input: { number: 1 }, expect: { doubled: 2 } }],
          },
        },
      ],
    },
  };
}

/** An answer of the model as the API sends it. */
export function answered(answer: unknown, change: Partial<RecordedMessage> = {}): RecordedMessage {
  return {
    type: 'message',
    role: 'assistant',
    id: 'msg_test',
    model: 'claude-opus-5-5',
    stop_reason: 'end_turn',
    content: [{ type: 'text', text: typeof answer === 'string' ? answer : JSON.stringify(answer) }],
    usage: {
      input_tokens: 1_000,
      output_tokens: 500,
      cache_read_input_tokens: 2_000,
      cache_creation_input_tokens: 100,
    },
    ...change,
  };
}

export function withFiles(...files: { path: string; content: string }[]): RecordedMessage {
  return answered({ files, notes: '', discoveries: [], blockers: [] });
}

export const goodAnswer = (): Scenario => ({
  kind: 'message',
  message: withFiles({ path: 'double.mjs', content: GOOD_CODE }),
});

export interface Workbench {
  server: ReplayServer;
  /** Of the artifact store. */
  folder: string;
  dependencies: GenerateDependencies;
  input(change?: Partial<GenerateInput>): GenerateInput;
}

/** A replay server that plays `scenarios`, and dependencies that ask it, in a folder of their own. */
export async function setUp(
  t: TestContext,
  scenarios: Scenario[],
  specification = specificationWith(),
): Promise<Workbench> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'millwright-claude-'));
  const server = await startReplayServer({ answersFolders: [], port: 0, scenarios });
  t.onTestFinished(async () => {
    await server.close();
    await rm(dataFolder, { recursive: true, force: true });
  });
  const folder = join(dataFolder, 'artifacts');
  const artifacts = new LocalArtifactStore(folder);
  const specificationHash = await artifacts.putJson(specification);
  return {
    server,
    folder,
    dependencies: {
      artifacts,
      settings: { apiKey: CANARY_KEY, baseUrl: server.url, replayed: false, idleTimeoutMs: 5_000 },
      payer: 'run-1',
      heartbeat: () => undefined,
      signal: new AbortController().signal,
    },
    input: (change) => ({
      specificationHash,
      environmentHash: '',
      taskId: 'double',
      round: 0,
      failedEvidence: [],
      ...change,
    }),
  };
}
