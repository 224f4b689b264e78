import { appendFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { LocalArtifactStore } from '../src/artifacts/local-store.ts';
import type { EvidenceSummary } from '../src/protocol/evidence.ts';
import { packPlan } from '../src/plan/packed-plan.ts';
import type { PackedPlan } from '../src/protocol/plan.ts';
import type { AdmitResult, CheckInput } from '../src/protocol/activities.ts';
import { hashOf, makeWorkload, planOf, type Handler, type Result, type WorkloadKey } from './workload.ts';

const SMALL_RESULT = 'x'.repeat(256);
const LARGE_RESULT_BYTES = 50_000;

/**
 * What the workflows of the bench call: only the implementations differ from the product's. The shipped workflow calls the
 * first five, the one written by hand `work`.
 * @param notesFile a line `started|ended <task>` for every attempt, to see what a killed worker did.
 */
export function benchActivities(storeFolder: string, notesFile: string | undefined) {
  const store = new LocalArtifactStore(storeFolder);
  const delays = new Map<string, Map<string, number>>();
  const delayMs = (workload: string, taskId: string): number => {
    const known = delays.get(workload);
    if (known) return known.get(taskId) ?? 0;
    delays.set(workload, new Map(makeWorkload(keyOf(workload)).tasks.map((task) => [task.id, task.delayMs])));
    return delayMs(workload, taskId);
  };
  const note = (text: string): void => {
    if (notesFile) appendFileSync(notesFile, `${text}\n`);
  };
  const work = async (workload: string, taskId: string): Promise<string> => {
    note(`started ${taskId}`);
    const waitMs = delayMs(workload, taskId);
    if (waitMs > 0) await pause(waitMs);
    const isLarge = keyOf(workload).result === '50 KB';
    const result = isLarge ? await store.putText(taskId.padEnd(LARGE_RESULT_BYTES, 'x')) : SMALL_RESULT;
    note(`ended ${taskId}`);
    return result;
  };
  return {
    work,
    admitSpecification: async (key: WorkloadKey): Promise<AdmitResult> => {
      const planHash = hashOf(key);
      return { admitted: true, plan: packPlan(planOf(key)), planHash };
    },
    loadPlan: async ({ planHash }: { planHash: string }): Promise<PackedPlan> =>
      packPlan(planOf(keyOf(planHash))),
    checkReadiness: async () => ({ blockers: [] }),
    checkTask: async ({ specificationHash, taskId }: CheckInput): Promise<EvidenceSummary> => {
      const result = await work(specificationHash, taskId);
      const isHash = result.length === 64;
      return {
        passed: true,
        summary: isHash ? 'All 12 observations are as specified.' : result,
        evidenceHash: isHash ? result : '',
        failureSignature: '',
      };
    },
    writeReport: async () => ({ reportHash: '', outputHash: '', folder: '' }),
  };
}

function keyOf(workload: string): WorkloadKey {
  const [size, handler, result] = workload.split('|');
  return { size: Number(size), handler: handlerOf(handler), result: resultOf(result) };
}

function handlerOf(text: string | undefined): Handler {
  if (text === 'no-op' || text === '50 ms' || text === 'unequal') return text;
  throw new Error(`No such handler: ${text}`);
}

function resultOf(text: string | undefined): Result {
  if (text === '256 B' || text === '50 KB') return text;
  throw new Error(`No such result: ${text}`);
}
