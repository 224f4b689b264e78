/** Asks the owner of an n8n workflow for a change; the answer comes back by signal. */
export interface OwnerRequest {
  requestId: string;
  /** Workflow id of the run that asks. */
  from: string;
  /** Identifies this one run among all with that workflow id: the id of its first execution. */
  run?: string;
  /** The run may ask to have its changes undone, so what n8n has before them is noted. */
  mayRestore?: boolean;
  operation:
    | {
        kind: 'apply';
        taskId: string;
        specificationHash: string;
        environmentHash: string;
        codeHashes: Record<string, string>;
        overwrite: boolean;
      }
    | { kind: 'activate'; environmentHash: string }
    | { kind: 'deactivate'; environmentHash: string }
    /** Puts the n8n workflow back as it was before this run touched it first. */
    | { kind: 'restore'; environmentHash: string };
}

/** `run` is that of the request: the next run of the same workflow id asks under the same request ids. */
export type OwnerAnswer = { requestId: string; run?: string } & (
  | {
      outcome: 'done';
      change: string;
      nodes: number;
      connections: number;
      active: boolean;
      documentHash: string;
      /** Artifact with what n8n had before this run, where that was noted. */
      restorePoint?: string;
    }
  | { outcome: 'conflict'; shown: string; digest: string }
  | { outcome: 'restored'; change: RestoreChange; nodes: number; connections: number; active: boolean }
  /** It was not put back: others' work would have been lost. */
  | { outcome: 'kept'; reason: string }
  | { outcome: 'unavailable'; reason: string }
  | { outcome: 'failed'; code: string; message: string }
);

export interface OwnerInput {
  target: { n8nWorkflowId: string; workflowName: string; componentId: string };
  /** Carried over by continue-as-new, with the requests that no time was left for. */
  state?: OwnerState;
  waiting?: OwnerRequest[];
}

/** What the owner of an n8n workflow remembers between changes and runs. */
export interface OwnerState {
  schemaVersion: 1;
  /** Tasks whose nodes stand in the n8n workflow, each as of the specification that applied it. */
  tasks: AppliedTask[];
  /** Hash of the last document that was written and read back. */
  lastAppliedHash?: string;
  /** Which runs touched the n8n workflow, oldest first: what a run may put back, and what not. */
  touches?: Touch[];
}

/** One run touched an n8n workflow, alone, until the next touch. */
export interface Touch {
  run: string;
  /** Artifact with what n8n had before; absent when this run will not ask for it. */
  restorePoint?: string;
}

export interface AppliedTask {
  taskId: string;
  specificationHash: string;
  environmentHash: string;
  codeHash?: string;
}

/** What had to be done to have a workflow as it was. */
export type RestoreChange = 'removed' | 'put back' | 'no change';
