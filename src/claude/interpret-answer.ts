import { findCodeObjection } from '../spec/code/acceptable-code.ts';
import type { ModelAnswer } from './answer-schema.ts';
import type { CodeTask } from './code-task.ts';
import { readAnswer, type StoredMessage } from './read-answer.ts';

/** What an answer says beside its files. */
export type Said = Pick<ModelAnswer, 'notes' | 'discoveries' | 'blockers'>;

export type Interpretation =
  | { outcome: 'code'; source: string; said: Said }
  | {
      outcome: 'rejected';
      code: 'code_rejected' | 'model_truncated' | 'model_answer_invalid';
      reason: string;
      said?: Said;
    }
  | { outcome: 'refused'; reason: string };

/** From a raw answer to code that may be tried, or to the reason why not. Pure: a kept answer gives the same again. */
export function interpretAnswer(task: CodeTask, message: StoredMessage): Interpretation {
  const reading = readAnswer(message);
  switch (reading.outcome) {
    case 'refused':
      return reading;
    case 'truncated':
      return { outcome: 'rejected', code: 'model_truncated', reason: reading.reason };
    case 'invalid':
      return { outcome: 'rejected', code: 'model_answer_invalid', reason: reading.reason };
    case 'answered':
      return takeCode(task, reading.answer);
  }
}

/** The path has to be the component's own, so no other file can be written whatever the answer says. */
function takeCode(task: CodeTask, { files, ...said }: ModelAnswer): Interpretation {
  const [file] = files;
  if (!file) return { outcome: 'rejected', code: 'model_answer_invalid', reason: noFile(said), said };
  const objection = files.length > 1 ? tooManyFiles(files.length) : findPathObjection(task, file.path);
  const reason = objection ?? findCodeObjection(file.content, { uses: [], allowsStubs: task.allowsStubs });
  if (reason !== undefined) return { outcome: 'rejected', code: 'code_rejected', reason, said };
  return { outcome: 'code', source: file.content, said };
}

function noFile({ blockers }: Said): string {
  const [question] = blockers;
  return question === undefined
    ? 'the answer holds no file'
    : `the answer holds no file; the model asks: ${question.slice(0, 500)}`;
}

function tooManyFiles(count: number): string {
  return `the answer holds ${count} files; exactly one is expected`;
}

function findPathObjection(task: CodeTask, path: string): string | undefined {
  return path === task.filePath
    ? undefined
    : `the file must be named ${task.filePath}, not ${JSON.stringify(path.slice(0, 200))}`;
}
