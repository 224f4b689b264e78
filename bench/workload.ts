import type { CompactPlan, CompactTask } from '../src/protocol/plan.ts';

/** What a task's activity does. */
export type Handler = 'no-op' | '50 ms' | 'unequal';
/** What a task gives: 256 bytes in the answer, or 50 KB in the artifact store and its hash in the answer. */
export type Result = '256 B' | '50 KB';

/** All that names a workload: the same key gives the same graph in every process. */
export interface WorkloadKey {
  size: number;
  handler: Handler;
  result: Result;
}

export interface WorkloadTask {
  id: string;
  dependsOn: string[];
  delayMs: number;
}

export interface Workload {
  tasks: WorkloadTask[];
  /** Sum of delays along the longest path: no scheduler can be faster. */
  criticalPathMs: number;
}

const LAYER = 8;
/** Never reached: what is measured is the workflow, not the limit. */
export const MAX_PARALLEL = 64;

/** N tasks in layers of 8, each with 1–3 dependencies in the layer before. */
export function makeWorkload({ size, handler }: WorkloadKey): Workload {
  const random = mulberry32(1);
  const tasks = Array.from({ length: size }, (_, index) => {
    const layerStart = Math.floor(index / LAYER) * LAYER;
    const count = layerStart === 0 ? 0 : 1 + Math.floor(random() * 3);
    const dependsOn = new Set(
      Array.from({ length: count }, () => `t${layerStart - LAYER + Math.floor(random() * LAYER)}`),
    );
    return { id: `t${index}`, dependsOn: [...dependsOn], delayMs: delayOf(handler, random) };
  });
  return { tasks, criticalPathMs: criticalPath(tasks) };
}

/** Unequal: lognormal, median 50 ms, sigma 1, at most 1 s. */
function delayOf(handler: Handler, random: () => number): number {
  switch (handler) {
    case 'no-op':
      return 0;
    case '50 ms':
      return 50;
    case 'unequal': {
      const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
      return Math.min(1_000, Math.round(50 * Math.exp(normal)));
    }
  }
}

function criticalPath(tasks: WorkloadTask[]): number {
  const endsAt = new Map<string, number>();
  for (const task of tasks) {
    const startsAt = Math.max(0, ...task.dependsOn.map((id) => endsAt.get(id) ?? 0));
    endsAt.set(task.id, startsAt + task.delayMs);
  }
  return Math.max(0, ...endsAt.values());
}

/** Small seeded generator, so that all processes get the same graph. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A 64-character stand-in for a hash that names the workload to the activities. */
export function hashOf(key: WorkloadKey): string {
  return `${key.size}|${key.handler}|${key.result}|`.padEnd(64, '0');
}

export function planOf(key: WorkloadKey): CompactPlan {
  return {
    schemaVersion: 1,
    specId: 'bench',
    title: `${key.size} × ${key.handler}`,
    version: '1.0.0',
    specificationHash: hashOf(key),
    environmentId: 'bench',
    environmentHash: '0'.repeat(64),
    n8nInstance: 'none',
    maxParallel: MAX_PARALLEL,
    budget: { warnUsd: 10, stopUsd: 50 },
    components: [],
    tasks: makeWorkload(key).tasks.map(compactTask),
    replayedAnswers: false,
    standIns: [],
    searchAttributesRegistered: false,
  };
}

function compactTask({ id, dependsOn }: WorkloadTask): CompactTask {
  return {
    id,
    title: `Probe number ${id.slice(1)}`,
    kind: 'probe',
    actionType: 'test_integration',
    platform: 'n8n',
    dependsOn,
    excludes: [],
    critical: false,
    priority: 0,
    repairRounds: 0,
    worstCaseUsd: 0,
    estimatedMinutes: 1,
    ifBlocked: { waitMinutes: 60, then: 'escalate' },
  };
}
