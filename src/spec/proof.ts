import { impliedCheckType } from './implied.ts';
import { CHECK_TYPES, type AcceptanceCheck, type CheckType, type ProofWord, type Task } from './model.ts';

/**
 * How a task is proven. The phase format has three words for it, and two short ones are common; each is kept to what it says:
 * where the check that the action type implies is no such proof, the word stays, and the task is not built.
 */

/** Checks that are a proof in the sense of the word. */
const PROOFS: Readonly<Record<Exclude<ProofWord, 'manual_verify'>, ReadonlySet<CheckType>>> = {
  automated_test: new Set([
    'transform_samples',
    'gate_notifies',
    'integration_responds',
    'end_to_end',
    'webhook_responds',
  ]),
  integration_test: new Set(['gate_notifies', 'integration_responds', 'end_to_end', 'webhook_responds']),
  returns_data: new Set(['transform_samples', 'integration_responds', 'end_to_end']),
};

/** What proves nothing but that the thing stands there as specified: a test of that, and of nothing else. */
const LOOKS: ReadonlySet<CheckType> = new Set(['node_exists', 'connection_exists']);

export interface WrittenProof {
  word: string | undefined;
  criterion: string | undefined;
  hasSamples: boolean;
  testCommand: string | undefined;
}

/** The check of the normal form: what the word comes to, or the word itself where it asks for something else. */
export function checkTypeOf(
  { word, criterion, hasSamples, testCommand }: WrittenProof,
  implied: CheckType,
): AcceptanceCheck['check_type'] {
  const explicit = CHECK_TYPES.find((checkType) => checkType === word);
  if (explicit !== undefined) return explicit;
  if (testCommand !== undefined) return 'automated_test';
  const isByPerson = implied === 'manual' || implied === 'decision';
  if (word === 'manual_verify') return isByPerson ? implied : word;
  if (word !== 'automated_test' && word !== 'integration_test' && word !== 'returns_data') return implied;
  if (LOOKS.has(implied)) return word === 'automated_test' && criterion === undefined ? implied : word;
  return PROOFS[word].has(implied) && (implied !== 'transform_samples' || hasSamples) ? implied : word;
}

/** The check that is run of what a task has made, whoever has the last word. */
export function machineCheckOf(task: Task): CheckType {
  const { check_type: written, cases } = task.acceptance_check;
  return (
    CHECK_TYPES.find((checkType) => checkType === written) ??
    impliedCheckType(task.action_type, task.platform, cases.length > 0)
  );
}

/** A person looks at what was made, after the machine's check: only their yes completes the task. */
export function isVerifiedByPerson(task: Task): boolean {
  return task.acceptance_check.check_type === 'manual_verify';
}

/** What that person is asked. */
export function verificationQuestion({ task_name, acceptance_check }: Task): string {
  return `Look at what "${task_name}" has made. Does this hold: ${acceptance_check.success_criteria}`;
}

/** Why this version cannot prove the task as it is asked to; undefined when it can. */
export function openProof(task: Task): string | undefined {
  const { check_type: word, success_criteria, samples, test_command } = task.acceptance_check;
  const machine = machineCheckOf(task);
  if (word === machine) return undefined;
  if (test_command !== undefined) return 'this version runs no `test_command`';
  if (machine === 'transform_samples' && samples.length === 0)
    return 'there are no samples, and code that nothing has run is not built';
  if (word === 'manual_verify') return undefined;
  return `\`${machine}\` is no \`${word}\` of "${success_criteria}"`;
}
