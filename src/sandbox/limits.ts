/** What one sandbox process may use. Fixed: a specification cannot loosen them. */
export const SANDBOX_LIMITS = {
  /** Upper bound for a job's own `timeoutMs`. */
  timeoutMs: 30_000,
  heapMegabytes: 256,
  /** Data segment, counts array buffers too; V8 cannot live with a limit of its address space. */
  dataBytes: 1_000_000_000,
  sourceBytes: 256 * 1024,
  /** Code, inputs and outputs travel through a history, where a value over 2 MB ends the run. */
  inputBytes: 1024 * 1024,
  /** Everything that the process prints, the result included. */
  outputBytes: 1024 * 1024,
  errorTextCharacters: 500,
} as const;
