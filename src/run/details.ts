import type { CompactTask } from '../protocol/plan.ts';
import { quotedWords } from '../protocol/quoted-words.ts';
import { escalationText } from './escalation.ts';
import { stateOf, type Run } from './run-state.ts';
import type {
  Blocker,
  CheckpointView,
  ComponentView,
  RunView,
  TaskStatus,
  TaskView,
} from '../protocol/run.ts';

const MOST_TASKS_SHOWN = 40;

/** The Web UI of server 1.29 cuts off the last line; a non-breaking space alone makes an empty one. */
export const LAST_LINE = '\u00a0';

/**
 * Markdown for the Web UI's "Current Details": what waits for whom, since when, and how to answer. Lists rather than
 * tables, because the UI of server 1.29 renders tables unstyled and task lists not at all.
 * @param view of the tasks that `tasksInDetails` names.
 */
export function renderDetails(view: RunView): string {
  const lines = [
    `**${view.status.replaceAll('_', ' ')}** · ${view.statusReason}`,
    '',
    ...factLines(view),
    '',
    ...view.openCheckpoints.flatMap((checkpoint) => checkpointLines(view, checkpoint)),
    ...(view.escalations ?? []).flatMap((each) => [`#### Escalated`, '', escalationText(each), '']),
    ...view.blockers.flatMap(blockerLines),
    ...remarkLines(view),
    '#### Tasks',
    '',
    ...taskLines(view),
    '',
    LAST_LINE,
  ];
  return withoutFormulas(lines.join('\n'));
}

/** What stands between two dollar signs would be shown as a formula, except in code. */
function withoutFormulas(markdown: string): string {
  const parts = markdown.split(/(```[\s\S]*?```|`[^`\n]*`)/);
  return parts.map((part, index) => (index % 2 === 1 ? part : part.replaceAll('$', String.raw`\$`))).join('');
}

function factLines(view: RunView): string[] {
  const { replayedAnswers, standIns } = view.simulated;
  const simulated = [
    ...(replayedAnswers ? ['replayed answers'] : []),
    ...(standIns.length > 0 ? [`stand-ins for ${standIns.join(', ')}`] : []),
  ];
  const { spentUsd, stopUsd, modelCalls, warnUsd, warnedAt } = view.cost;
  return [
    ...view.components.flatMap(componentLine),
    `- Cost: $${spentUsd.toFixed(4)} of at most $${stopUsd.toFixed(2)}, ${modelCalls} model ${modelCalls === 1 ? 'call' : 'calls'}`,
    ...(warnedAt === undefined ? [] : [`- **Warning: $${warnUsd.toFixed(2)} (\`warn_usd\`) is reached**`]),
    ...(simulated.length > 0 ? [`- Simulated: ${simulated.join('; ')}`] : []),
    '- [The whole status, as JSON](/namespaces/{namespace}/workflows/{workflowId}/{runId}/query) (query `status`)',
  ];
}

function componentLine({ platform, name, url, nodes, connections, active }: ComponentView): string[] {
  if (platform !== 'n8n') return [];
  const link = url === undefined ? name : `[${name.replaceAll(/[[\]]/g, '')}](${url})`;
  return [`- n8n: ${link}, ${nodes} nodes, ${connections} connections, ${active ? 'active' : 'not active'}`];
}

/** The Web UI first, because that is where this is read. */
function checkpointLines(view: RunView, checkpoint: CheckpointView): string[] {
  const { checkpointId, digest, allowed, openedAt } = checkpoint;
  const isBudget = checkpointId.startsWith('budget#');
  const newLimitUsd = 2 * view.cost.stopUsd;
  const [word = 'continue'] = allowed;
  const isForTheModel = word === 'retry' && checkpointId.includes('?');
  const decision = {
    checkpoint: checkpointId,
    digest,
    decision: word,
    by: 'YOUR NAME',
    ...(isForTheModel && { note: 'YOUR ANSWER' }),
    ...(isBudget && { modifications: { stop_usd: newLimitUsd } }),
  };
  const more = isBudget ? ` --stop-usd ${newLimitUsd}` : isForTheModel ? ' --note "YOUR ANSWER"' : '';
  return [
    `### ${checkpoint.question}`,
    '',
    `**${checkpointId}** waits for a person since ${openedAt.replace('T', ' ').slice(0, 19)} UTC. ` +
      `The answer is ${listed(allowed.map((each) => `**${each}**`))}.`,
    '',
    'Here: *More Actions → Send an Update*, `decideCheckpoint`, with your name in',
    '',
    '```',
    JSON.stringify(decision, undefined, 2),
    '```',
    '',
    'In a shell:',
    '',
    '```',
    `millwright decide ${view.workflowId} ${quoted(checkpointId)} ${word} --by "YOUR NAME"${more}`,
    '```',
    '',
    '#### What it is about',
    '',
    checkpoint.shown,
    '',
  ];
}

/** Ids such as `budget#1` and `task?1` mean something to a shell. */
function quoted(checkpointId: string): string {
  return /[#?]/.test(checkpointId) ? `'${checkpointId}'` : checkpointId;
}

function listed(words: string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function blockerLines({ type, since, description, resolutionRequired }: Blocker): string[] {
  const from = since === undefined ? '' : ` since ${since.replace('T', ' ').slice(0, 19)} UTC`;
  return [
    `#### Blocked${from}: ${type.replaceAll('_', ' ')}`,
    '',
    description,
    '',
    `To do: ${resolutionRequired}`,
    '',
  ];
}

/** The tasks of a run that its details tell of: what is done makes way where there are many. */
export function tasksInDetails(run: Run): CompactTask[] {
  const { tasks } = run.state.plan;
  if (tasks.length <= MOST_TASKS_SHOWN) return tasks;
  const shown: CompactTask[] = [];
  for (const task of tasks) {
    if (shown.length === MOST_TASKS_SHOWN) break;
    if (stateOf(run, task.id).status !== 'completed') shown.push(task);
  }
  return shown;
}

/** What the model found that contradicts the task; its notes are in the whole status. */
function remarkLines({ tasks }: RunView): string[] {
  const lines = tasks.flatMap(({ id, remarks }) =>
    (remarks?.discoveries ?? []).map((discovery) => `- **${id}** ${quotedWords(discovery)}`),
  );
  return lines.length === 0 ? [] : ['#### Found by the model', '', ...lines, ''];
}

function taskLines({ tasks, counts }: RunView): string[] {
  const all = Object.values(counts).reduce((total, count) => total + count, 0);
  const rest = all - tasks.length - (all > MOST_TASKS_SHOWN ? counts.completed : 0);
  return [...tasks.map(taskLine), ...(rest > 0 ? [`- … and ${rest} more`] : [])];
}

const SIGNS: Partial<Record<TaskStatus, string>> = { completed: '✓', failed: '✗', skipped: '–' };

function taskLine(task: TaskView): string {
  const sign = SIGNS[task.status];
  if (task.status === 'completed') return `- ✓ **${task.id}** ${task.evidence?.summary ?? ''}`;
  const why = task.error?.message ?? task.skippedReason ?? waitingText(task);
  return `- ${sign === undefined ? '' : `${sign} `}**${task.id}** ${task.status.replaceAll('_', ' ')}${why === '' ? '' : `: ${why}`}`;
}

function waitingText(task: TaskView): string {
  if (!task.waitsFor) return '';
  return task.status === 'pending' ? `after ${task.waitsFor}` : task.waitsFor;
}
