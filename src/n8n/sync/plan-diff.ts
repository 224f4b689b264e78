import type { DeployInput } from '../../protocol/activities.ts';
import type { MillwrightError } from '../../errors.ts';
import { describeConflicts } from './conflicts.ts';
import { compileContext, type DeployDependencies } from './deployment.ts';
import { describeDiff } from './describe-diff.ts';
import { desiredState, type DesiredState } from '../compile/desired-state.ts';
import { diffWorkflow, isEmptyDiff, type WorkflowDiff } from './diff.ts';
import { readLastApplied } from './last-applied.ts';
import { mergeDesired, type Merge } from './merge.ts';
import { stateOfStored, type WorkflowState } from '../document/workflow-state.ts';

/** Stands for code that the run will write. */
const OPEN = '/* The run writes this. */';
const PLACEHOLDER = `export function transform(input) { ${OPEN} }`;

export interface PlannedChange {
  diff: WorkflowDiff;
  changes: boolean;
  /** Markdown for people: the diff, and what people changed meanwhile. */
  shown: string;
  failures: Map<string, MillwrightError>;
}

/**
 * What {@link deployWorkflow} would do, by the same steps and without writing: for `plan`, for what a checkpoint shows,
 * and to see that a second run changes nothing. Code that is not written yet counts as what stands in n8n.
 */
export async function planDiff(dependencies: DeployDependencies, input: DeployInput): Promise<PlannedChange> {
  const { client, artifacts } = dependencies;
  const base = await readLastApplied(artifacts, input.lastAppliedHash);
  const context = { ...(await compileContext(dependencies, input)), placeholderCode: PLACEHOLDER };
  const desired = await desiredState(context, { ...input, previousTasks: base?.tasks ?? [] });
  const stored = await client.getWorkflow(input.n8nWorkflowId);
  const actual = stored === undefined ? undefined : stateOfStored(stored);
  keepStandingCode(desired, actual);
  const merge = mergeDesired({ desired: desired.document, actual, base });
  const diff = diffWorkflow(actual, merge.target, (nodeId) => desired.document.owners.has(nodeId));
  return {
    diff,
    changes: !isEmptyDiff(diff),
    shown: show(diff, merge, input.workflowName),
    failures: desired.failures,
  };
}

function show(diff: WorkflowDiff, { conflicts }: Merge, workflowName: string): string {
  const difference = describeDiff(diff);
  return conflicts.length === 0
    ? difference
    : `${difference}\n\n${describeConflicts(workflowName, conflicts)}`;
}

/** Parameters of a node whose code is not written yet are those that n8n has. */
function keepStandingCode({ document }: DesiredState, actual: WorkflowState | undefined): void {
  const standing = new Map(actual?.nodes.map((node) => [node.id, node.parameters]));
  document.nodes = document.nodes.map((node) => {
    const code = node.parameters['jsCode'];
    const isOpen = typeof code === 'string' && code.includes(OPEN);
    return isOpen ? { ...node, parameters: standing.get(node.id) ?? node.parameters } : node;
  });
}
