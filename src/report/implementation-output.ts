import type { JsonValue } from '../protocol/json.ts';
import type { RunView, TaskView } from '../protocol/run.ts';
import { elapsedMs, toMinutes, toSeconds } from './durations.ts';
import { errorsAndBlockers } from './errors-and-blockers.ts';
import { phase5Handoff } from './handoff.ts';
import { codeFile } from './code-files.ts';
import { inventoryOf } from './inventory.ts';
import { whyNotDone } from './known-issues.ts';
import { millwrightPart } from './millwright-view.ts';
import {
  implementationOutputSchema,
  type ImplementationOutput,
  type OutputArtifacts,
  type TaskResult,
} from './output-schema.ts';
import { redactJson } from './redaction.ts';
import { countTasks, outputStatus, outputTaskStatus } from './status-words.ts';

export interface OutputOptions {
  /** Values that must not appear, besides what looks like a secret by its shape. */
  secrets?: readonly string[];
  /** The specification in normal form; makes the inventory complete. */
  specification?: unknown;
}

/**
 * The phase format's `implementation_output`, from what the run knows of itself and nothing else.
 * @param now ISO time of the report.
 */
export function implementationOutput(
  view: RunView,
  now: string,
  options: OutputOptions = {},
): ImplementationOutput {
  const durationMs = elapsedMs(view.startedAt, view.endedAt ?? now);
  const output = {
    metadata: {
      run_id: view.runId,
      phase: 'phase_4_dev_orchestration',
      timestamp: now,
      duration_minutes: toMinutes(durationMs),
      specification_run_id: view.specificationHash,
    },
    execution_summary: executionSummary(view),
    task_results: view.tasks.map((task) => taskResult(view, task)),
    artifacts: artifacts(view),
    errors_and_blockers: errorsAndBlockers(view),
    phase_5_handoff: phase5Handoff(view),
    millwright: millwrightPart(view, toSeconds(durationMs), inventoryOf(view, options.specification)),
  } satisfies ImplementationOutput;
  return implementationOutputSchema.parse(redactJson(withoutUndefined(output), options.secrets));
}

function withoutUndefined(output: ImplementationOutput): JsonValue {
  const plain: JsonValue = JSON.parse(JSON.stringify(output));
  return plain;
}

function executionSummary(view: RunView): ImplementationOutput['execution_summary'] {
  const counts = countTasks(view);
  const total = view.tasks.length;
  return {
    status: outputStatus(view.status),
    total_tasks: total,
    tasks_completed: counts.completed,
    tasks_failed: counts.failed,
    tasks_blocked: counts.blocked,
    tasks_skipped: counts.skipped,
    success_rate: total === 0 ? 0 : Math.round((counts.completed / total) * 1000) / 10,
  };
}

function taskResult(view: RunView, task: TaskView): TaskResult {
  const status = outputTaskStatus(task.status);
  return {
    task_id: task.id,
    task_name: task.title,
    status,
    duration_seconds: toSeconds(elapsedMs(task.startedAt, task.endedAt)),
    output_artifact: outputArtifact(view, task),
    ...(status !== 'completed' && { error: whyNotDone(task) }),
  };
}

function outputArtifact(view: RunView, task: TaskView): string {
  const component = view.components.find((each) => each.id === task.component);
  if (task.codeHash) return `sha256:${task.codeHash}`;
  if (task.change && component && !task.undone)
    return component.url ?? `n8n workflow ${component.n8nWorkflowId}`;
  return '';
}

function artifacts(view: RunView): OutputArtifacts {
  const workflows = view.components.filter((component) => component.platform === 'n8n');
  return {
    workflow: {
      location: workflows.map((component) => component.url ?? component.n8nWorkflowId).join(', '),
      nodes_created: workflows.reduce((total, component) => total + component.nodes, 0),
      connections_created: workflows.reduce((total, component) => total + component.connections, 0),
    },
    code_files: view.tasks.flatMap((task) => {
      const file = codeFile(view, task);
      return file === undefined ? [] : [{ path: file.path, purpose: task.title }];
    }),
    configurations: [
      { name: `specification ${view.specId} ${view.version}`, location: `sha256:${view.specificationHash}` },
      { name: `environment ${view.environmentId}`, location: `sha256:${view.environmentHash}` },
    ],
  };
}
