/** A run as it is named on the command line: its workflow id, or with one of the run ids of its chain. */
export interface RunReference {
  workflowId: string;
  /** Absent: the newest run of the workflow id. */
  runId?: string;
}

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for a UUID. No task may be named so, because the id of a run that a task starts ends with the task's. */
export function isRunId(text: string): boolean {
  return RUN_ID.test(text);
}

/** `<workflow id>` or `<workflow id>/<run id>`; workflow ids may have slashes, too. */
export function parseRunReference(text: string): RunReference {
  const slash = text.lastIndexOf('/');
  const last = text.slice(slash + 1);
  return slash > 0 && isRunId(last)
    ? { workflowId: text.slice(0, slash), runId: last.toLowerCase() }
    : { workflowId: text };
}
