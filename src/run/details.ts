import type { CheckpointView, RunView, TaskView } from './run-view.ts';

const MOST_TASKS_SHOWN = 40;

/**
 * Markdown for the Web UI's "Current Details": what waits for whom, since when, and how to answer. Lists rather than
 * tables, because the UI of server 1.29 renders tables unstyled and task lists not at all.
 */
export function renderDetails(view: RunView): string {
  return [
    `**${view.status}** · ${view.statusReason}`,
    '',
    ...simulatedLines(view),
    ...view.openCheckpoints.flatMap((checkpoint) => checkpointLines(view, checkpoint)),
    ...view.blockers.map((blocker) => `- blocked since ${blocker.since ?? '?'}: ${blocker.description} → ${blocker.resolutionRequired}`),
    ...taskLines(view),
    '',
    `Cost: $${view.cost.spentUsd.toFixed(4)} of $${view.cost.stopUsd.toFixed(2)}, ${view.cost.modelCalls} model calls.`,
    '[Ask for the whole status](/namespaces/{namespace}/workflows/{workflowId}/{runId}/query)',
  ].join('\n');
}

function simulatedLines(view: RunView): string[] {
  const { replayedAnswers, standIns } = view.simulated;
  const parts = [...(replayedAnswers ? ['replayed answers'] : []), ...(standIns.length > 0 ? [`stand-ins for ${standIns.join(', ')}`] : [])];
  return parts.length > 0 ? [`Simulated: ${parts.join('; ')}.`, ''] : [];
}

function checkpointLines(view: RunView, checkpoint: CheckpointView): string[] {
  const decision = { checkpoint: checkpoint.checkpointId, digest: checkpoint.digest, decision: 'continue', by: 'YOUR NAME' };
  return [
    `### Decision needed: ${checkpoint.question}`,
    '',
    `Open since ${checkpoint.openedAt}. Answer ${checkpoint.allowed.join(', ')}:`,
    '',
    `- \`millwright decide ${view.workflowId} ${checkpoint.checkpointId} continue --by "YOUR NAME"\``,
    `- or send the update \`decideCheckpoint\` (or the signal \`decide\`) with \`${JSON.stringify(decision)}\``,
    '',
    checkpoint.shown,
    '',
  ];
}

function taskLines(view: RunView): string[] {
  const interesting = view.tasks.filter((task) => task.status !== 'completed' || view.tasks.length <= MOST_TASKS_SHOWN);
  const shown = interesting.slice(0, MOST_TASKS_SHOWN);
  const rest = interesting.length - shown.length;
  return ['', ...shown.map(taskLine), ...(rest > 0 ? [`- … and ${rest} more`] : [])];
}

function taskLine(task: TaskView): string {
  const because = task.waitsFor ? `, waits for ${task.waitsFor}` : '';
  const proof = task.evidence ? ` · ${task.evidence.summary}` : '';
  return `- ${task.id}: ${task.status}${because}${proof}`;
}
