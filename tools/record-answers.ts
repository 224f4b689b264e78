import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../src/artifacts/content-hash.ts';
import { judgeSamples } from '../src/checks/judge-samples.ts';
import type { Evidence } from '../src/checks/evidence.ts';
import { readCodeTask, type CodeTask } from '../src/claude/code-task.ts';
import { sandboxJob } from '../src/claude/sandbox-job.ts';
import { loadPromptFiles } from '../src/claude/prompt-files.ts';
import { buildCodeRequest } from '../src/claude/prompt.ts';
import { handWrittenAnswer } from '../src/replay/hand-written-answer.ts';
import { createDenoSandbox } from '../src/sandbox/deno-sandbox.ts';
import { loadEnvironment } from '../src/source/load-environment.ts';
import { loadSpecification } from '../src/source/load-specification.ts';
import { resolveParameters } from '../src/spec/parameters.ts';

/**
 * Makes the recorded answers of an example anew after a prompt, a task or a sample has changed:
 *
 *   node tools/record-answers.ts examples/abandoned-cart
 *
 * `answers/<task>.round<N>.mjs` is code that a person wrote as the model's answer of that round; beside each, an answer
 * file is written that fits the current prompt and says that it is hand-written. The evidence in a repair prompt is
 * what the sandbox and the judge give for the code of the rounds before.
 */
const [example] = process.argv.slice(2);
if (example === undefined) throw new Error('usage: node tools/record-answers.ts EXAMPLE_FOLDER');

const answersFolder = join(example, 'answers');
const document = await storedForm(example);
for (const taskId of await tasksWithCode(answersFolder)) await recordTask(readCodeTask(document, taskId));

/** What the activities read back from the store: resolved, and in canonical JSON. */
async function storedForm(folder: string): Promise<unknown> {
  const { specification } = await loadSpecification(join(folder, 'specification.yaml'));
  const { environment } = await loadEnvironment(join(folder, 'environment.yaml'));
  return JSON.parse(canonicalJson(resolveParameters(specification, environment)));
}

async function tasksWithCode(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .flatMap((name) => (name.endsWith('.round0.mjs') ? [name.slice(0, -'.round0.mjs'.length)] : []))
    .toSorted();
}

async function recordTask(task: CodeTask): Promise<void> {
  const failedRounds: Evidence[] = [];
  let previousCode: string | undefined;
  let passed = false;
  for (let round = 0; !passed; round += 1) {
    const name = `${task.taskId}.round${round}`;
    const source = await readFile(join(answersFolder, `${name}.mjs`), 'utf8').catch(() => undefined);
    if (source === undefined) throw new Error(`the code of ${task.taskId} passes in no round`);
    const repair = round === 0 ? undefined : { failedRounds, previousCode };
    const answer = handWrittenAnswer(
      task,
      round,
      buildCodeRequest(loadPromptFiles(), task, round, repair),
      source,
    );
    await writeFile(join(answersFolder, `${name}.json`), `${JSON.stringify(answer, null, 2)}\n`);
    const evidence = await check(task, round, source);
    console.log(`${name}: ${evidence.summary}`);
    failedRounds.push(evidence);
    previousCode = source;
    passed = evidence.passed;
  }
}

async function check(task: CodeTask, round: number, source: string): Promise<Evidence> {
  const result = await createDenoSandbox().run(sandboxJob(task, source));
  const { samples, outputSchema } = task;
  return judgeSamples({ taskId: task.taskId, round }, { samples, result, outputSchema });
}
