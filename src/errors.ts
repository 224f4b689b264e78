import type { Problem } from './protocol/problem.ts';

/** Error classes: each decides what the run does with it. */
export type ErrorClass =
  'transient' | 'configuration' | 'ambiguity' | 'dependency' | 'critical' | 'budget' | 'acceptance' | 'usage';

interface ErrorEntry {
  class: ErrorClass;
  /** What the reader should do; the message says what happened. */
  fix: string;
}

/**
 * The one table of error codes. `docs/errors.md` is generated from it. Transient ones are retried by Temporal;
 * all others are final for the attempt.
 */
export const ERRORS = {
  spec_unreadable: { class: 'usage', fix: 'Check the path and that the file is text in YAML or JSON.' },
  spec_syntax: { class: 'usage', fix: 'Correct the YAML or JSON at the place shown.' },
  spec_invalid: {
    class: 'usage',
    fix: 'Correct the fields listed; `millwright schema` prints the JSON Schema for your editor.',
  },
  spec_too_large: {
    class: 'usage',
    fix: 'Split the specification, or move long texts and samples into files beside it.',
  },
  environment_invalid: { class: 'usage', fix: 'Correct the environment file at the places shown.' },
  setting_invalid: { class: 'usage', fix: 'Correct or unset the environment variables listed.' },
  usage: { class: 'usage', fix: 'See `millwright --help`.' },
  temporal_unreachable: {
    class: 'transient',
    fix: 'Start it with `millwright up`, or set TEMPORAL_ADDRESS.',
  },
  temporal_rejected: {
    class: 'configuration',
    fix: 'Check the namespace and the connection settings in TEMPORAL_*.',
  },
  worker_missing: {
    class: 'transient',
    fix: 'Start a worker with `millwright up`; `millwright doctor` says what else is missing.',
  },
  build_missing: {
    class: 'transient',
    fix: 'Start a worker of that build again. An open run can be moved to the current build: `temporal workflow update-options --workflow-id RUN --versioning-override-behavior auto_upgrade`; an ended one has its report: `millwright report RUN`.',
  },
  run_stuck: {
    class: 'critical',
    fix: 'See why with `temporal workflow show --workflow-id RUN`. After a deploy it is TMPRL1100 as a rule: put the build back that ran before; else let the run begin again (docs/operations.md, "A run that is stuck").',
  },
  run_not_found: { class: 'usage', fix: 'List the runs with `millwright list`.' },
  run_ended: {
    class: 'usage',
    fix: 'See how it ended with `millwright status RUN`; run the specification again to go on from there.',
  },
  report_missing: {
    class: 'usage',
    fix: 'Follow the run to its end with `millwright watch RUN`.',
  },
  task_not_found: { class: 'usage', fix: 'See the tasks with `millwright status RUN`.' },
  run_starting: { class: 'transient', fix: 'Ask again in a moment.' },
  run_open: {
    class: 'usage',
    fix: 'Wait for it (`millwright watch RUN`) or cancel it (`millwright cancel RUN`).',
  },
  checkpoint_not_open: { class: 'usage', fix: 'See what waits with `millwright status RUN`.' },
  n8n_unreachable: {
    class: 'transient',
    fix: 'Start n8n (`millwright up`) or check `n8n.url` in the environment file.',
  },
  n8n_unauthorized: {
    class: 'configuration',
    fix: 'Set the variable named in `n8n.api_key_variable` to a valid API key; `millwright doctor` shows what is allowed.',
  },
  n8n_rejected: {
    class: 'configuration',
    fix: "Correct the task's instructions; n8n's own message says what it refused.",
  },
  owner_silent: {
    class: 'transient',
    fix: 'Nothing: its owner is asked again, and started again where it was ended. `millwright doctor` says whether it stands still.',
  },
  n8n_workflow_exists: { class: 'transient', fix: 'Nothing: it is read again and compared.' },
  n8n_changed_meanwhile: { class: 'transient', fix: 'Nothing: it is read again and compared.' },
  n8n_server_error: {
    class: 'transient',
    fix: 'Look into the log of n8n (`logs/n8n.log` of the data folder for a local one).',
  },
  n8n_conflict: {
    class: 'ambiguity',
    fix: 'Somebody edited this workflow in n8n: decide whether to keep the edit (abort) or to overwrite it (continue).',
  },
  n8n_not_owned: {
    class: 'configuration',
    fix: 'The n8n workflow was not made by Millwright; give the component another `workflow_name`.',
  },
  n8n_webhook_taken: {
    class: 'configuration',
    fix: 'Another workflow uses this webhook path; choose another `path`.',
  },
  n8n_no_session: {
    class: 'configuration',
    fix: 'Add `n8n.session` to the environment file; without it this cannot be verified.',
  },
  node_type_unknown: {
    class: 'configuration',
    fix: 'Use a type of this n8n; the nearest names are in the message.',
  },
  node_parameter_unknown: {
    class: 'configuration',
    fix: 'Use a parameter of this node type and version; the nearest names are in the message.',
  },
  node_missing: {
    class: 'configuration',
    fix: 'Name a node of this workflow; the nearest names are in the message.',
  },
  node_output_unknown: { class: 'configuration', fix: 'Name an output that the node has.' },
  credential_missing: {
    class: 'dependency',
    fix: 'Create the credential in n8n under this name, or map it in `credentials` of the environment file.',
  },
  credential_ambiguous: {
    class: 'configuration',
    fix: 'Rename one of the credentials in n8n: names must be unique per type.',
  },
  model_key_missing: {
    class: 'configuration',
    fix: 'Set ANTHROPIC_API_KEY for the worker, or run without a key to use replayed answers.',
  },
  model_price_unknown: {
    class: 'configuration',
    fix: 'Use a model with a price in src/claude/prices.ts, or add its price there.',
  },
  model_rejected: {
    class: 'configuration',
    fix: 'The request was refused by the API; its message says why.',
  },
  model_unauthorized: { class: 'configuration', fix: 'Check ANTHROPIC_API_KEY.' },
  model_billing: {
    class: 'budget',
    fix: 'Raise the spending limit of the Anthropic account, then `millwright decide RUN billing#1 retry --by NAME`.',
  },
  model_refused: {
    class: 'ambiguity',
    fix: 'The model declined this task: rephrase it, or write the code yourself in `code_instructions.source`.',
  },
  model_truncated: {
    class: 'acceptance',
    fix: 'The answer did not fit, also with more room and less effort: make the task smaller.',
  },
  model_answer_invalid: {
    class: 'acceptance',
    fix: 'The answer did not follow the schema; the next round says so to the model.',
  },
  model_overloaded: { class: 'transient', fix: 'Wait: it is retried with back-off.' },
  model_unreachable: { class: 'transient', fix: 'Check the network and ANTHROPIC_BASE_URL.' },
  model_no_recorded_answer: {
    class: 'configuration',
    fix: 'Set ANTHROPIC_API_KEY and run `millwright up`. Recorded answers fit the examples as they were shipped, nothing else.',
  },
  budget_exceeded: {
    class: 'budget',
    fix: 'Raise the limit: `millwright decide RUN budget#1 continue --by NAME --stop-usd N`.',
  },
  sandbox_unavailable: {
    class: 'critical',
    fix: 'Run `millwright doctor`; generated code is never run outside the sandbox.',
  },
  code_rejected: {
    class: 'acceptance',
    fix: 'The code may not do this; the next round says so to the model.',
  },
  acceptance_failed: { class: 'acceptance', fix: 'Look at the evidence: `millwright logs RUN TASK`.' },
  stand_ins_invalid: { class: 'usage', fix: 'Correct the stand-ins file at the places shown.' },
  integration_unavailable: {
    class: 'transient',
    fix: 'Wait until the service answers again; it is asked anew.',
  },
  execution_awaited: {
    class: 'transient',
    fix: 'Use the live workflow once, or wait: the run looks again by itself.',
  },
  stand_ins_unreachable: { class: 'transient', fix: 'Start them with `millwright up`.' },
  same_failure_twice: {
    class: 'ambiguity',
    fix: 'Two rounds failed in the same way: correct the task or its samples.',
  },
  nobody_decided: {
    class: 'ambiguity',
    fix: 'Decide in time, or give people longer (`if_blocked` of the task), then run again.',
  },
  dependency_failed: { class: 'dependency', fix: 'Mend the task named, then run again.' },
  artifact_missing: { class: 'critical', fix: 'The data folder lost a file: restore it, or run again.' },
  artifact_corrupt: {
    class: 'critical',
    fix: 'A file of the data folder was changed: delete it and run again.',
  },
  result_too_large: {
    class: 'configuration',
    fix: 'Make the samples or the outputs of this task smaller, or split the task.',
  },
  artifact_too_large: { class: 'configuration', fix: 'Make the value smaller; the limit is in the message.' },
  workspace_unwritable: { class: 'critical', fix: 'Make the data folder writable.' },
  workspace_unreadable: { class: 'critical', fix: 'Make the data folder readable for this user.' },
  port_in_use: { class: 'configuration', fix: 'Stop the program that uses the port, or name another one.' },
  install_failed: {
    class: 'configuration',
    fix: 'Read the log named in the message, mend the cause, and run the same command again.',
  },
  service_failed: { class: 'configuration', fix: 'Read the log named in the message.' },
  not_supported: { class: 'configuration', fix: 'This version of Millwright does not do this yet.' },
  cancelled: { class: 'usage', fix: 'Start the run again to go on.' },
  internal: { class: 'critical', fix: 'Please report this with the output of `--verbose`.' },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}

/** An error that is meant to be read: what happened (message), which code, and through it what to do. */
export class MillwrightError extends Error {
  readonly code: ErrorCode;
  readonly problems: Problem[];
  /** Earliest time for another attempt, when the other side named one (`retry-after`). */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; problems?: Problem[]; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'MillwrightError';
    this.code = code;
    this.problems = options.problems ?? [];
    this.retryAfterMs = options.retryAfterMs;
  }

  get fix(): string {
    return ERRORS[this.code].fix;
  }

  get class(): ErrorClass {
    return ERRORS[this.code].class;
  }
}
