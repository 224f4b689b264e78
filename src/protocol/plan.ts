/**
 * What the workflow knows of a specification: ids, edges, kinds and limits, made by `admitSpecification`.
 * The documents themselves travel by hash, so that no history carries them.
 */
export interface CompactPlan {
  schemaVersion: 1;
  specId: string;
  title: string;
  version: string;
  specificationHash: string;
  environmentId: string;
  environmentHash: string;
  /** Identifies the n8n instance, e.g. `local` or a host name; part of the owner workflow's id. */
  n8nInstance: string;
  /** Where a person opens the instance, without a slash at the end; absent when it was not known at admission. */
  n8nUrl?: string;
  maxParallel: number;
  budget: { warnUsd: number; stopUsd: number };
  /** `rollback`: n8n is put back when the run ends without success; absent: kept. */
  onFailure?: 'rollback';
  components: CompactComponent[];
  tasks: CompactTask[];
  /** Answers of the model are replayed from files; every output says so. */
  replayedAnswers: boolean;
  /** Integrations answered by loopback stand-ins; every output says so. */
  standIns: string[];
  /** Search attributes are written only where they are registered. */
  searchAttributesRegistered: boolean;
  /** Which rules of the state machine the run follows to its end; absent: those of 0.1.0. */
  rules?: 2;
}

export interface CompactComponent {
  id: string;
  platform: 'n8n' | 'code';
  /** Name of the n8n workflow, or path of the code file. */
  name: string;
  /** Deterministic id of the n8n workflow (UUIDv5); empty for code. */
  n8nWorkflowId: string;
}

/** Which program of steps a task runs through. */
export const TASK_KINDS = [
  'nodes', // write to n8n, check
  'generated_code', // ask the model, run the samples in the sandbox, (write to n8n,) check
  'probe', // a temporary n8n workflow calls the service
  'end_to_end', // cases through a throw-away copy of the n8n workflow
  'checkpoint', // a person decides
  'activation', // switch the n8n workflow on and prove that it is live
  'manual', // a person does the work and says so
] as const;

export type TaskKind = (typeof TASK_KINDS)[number];

export interface CompactTask {
  id: string;
  title: string;
  kind: TaskKind;
  actionType: string;
  platform: string;
  component?: string;
  /** The n8n component written to, if any (a code component's `inlined_in`). */
  n8nComponent?: string;
  dependsOn: string[];
  excludes: string[];
  critical: boolean;
  /** After the check, a person looks at what was made: only their yes completes it. */
  verifiedByPerson?: true;
  priority: number;
  repairRounds: number;
  /** Highest possible price of one model call of this task, 0 without one. */
  worstCaseUsd: number;
  estimatedMinutes: number;
  /** `rollback`: its component is put back in n8n when it fails; absent: kept. */
  onFailure?: 'rollback';
  ifBlocked: {
    waitMinutes: number;
    then: 'escalate' | 'skip_with_flag' | 'abort';
    /** Who is to be told, as the environment calls it. */
    channel?: string;
    /** The author wrote it, so that questions to people follow it, too; else they wait for ever. */
    written?: true;
  };
}

/** Of a task, only what is not as usual: thousands of them stand in one history. */
export type PackedTask = Pick<CompactTask, 'id' | 'kind' | 'actionType'> & Partial<CompactTask>;

/** A plan as it travels; a whole one is one too. */
export interface PackedPlan extends Omit<CompactPlan, 'tasks'> {
  tasks: PackedTask[];
}
