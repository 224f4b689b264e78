import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { Remarks } from '../protocol/remarks.ts';
import { openCheckpoint } from './checkpoints.ts';
import { quotedWords } from '../protocol/quoted-words.ts';
import { afterFailedCheck } from './repair.ts';
import { goTo } from './go-to.ts';
import { taskOf, type Run } from './run-state.ts';

/** Of all rounds of a task; what is older gives way. */
const MOST_DISCOVERIES = 8;

/**
 * The model says that its code is a guess without an answer: the task stops until a person gave it, whatever the samples
 * say.
 */
export function askWhatTheModelAsks(
  run: Run,
  taskId: string,
  questions: readonly string[],
  evidence: EvidenceSummary,
  nowMs: number,
): void {
  openCheckpoint(run, taskId, nowMs, {
    prefix: `${taskId}?`,
    about: { kind: 'model_question', taskId, evidence },
    question: `The model asks about ${taskId}: ${questions.map(quotedWords).join(' ')} Answer it with a note (retry --note), take the code as it is (continue), or stop (abort)?`,
    digest: evidence.evidenceHash,
    shown: [
      'Without an answer to this the code is a guess, says the model:',
      '',
      ...questions.map((question) => `- ${quotedWords(question)}`),
      '',
      `Its samples: ${evidence.summary}`,
    ].join('\n'),
    allowed: ['retry', 'continue', 'abort'],
  });
}

/** What the samples said of the code decides; also when a person lets a question of the model be. */
export function takeCode(run: Run, taskId: string, evidence: EvidenceSummary, nowMs: number): void {
  const { task, state } = taskOf(run, taskId);
  if (!evidence.passed) return afterFailedCheck(run, taskId, evidence, nowMs);
  state.passedEvidence.push(evidence);
  goTo(state, task.n8nComponent ? 'write' : task.verifiedByPerson ? 'describe' : 'end');
}

/** What was found in an earlier round still holds. */
export function withRemarks(before: Remarks | undefined, now: Remarks): Remarks {
  const discoveries = [...new Set([...(before?.discoveries ?? []), ...now.discoveries])];
  return {
    hash: now.hash,
    notes: now.notes || (before?.notes ?? ''),
    discoveries: discoveries.slice(-MOST_DISCOVERIES),
  };
}
