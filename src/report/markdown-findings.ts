import { bullets, plain, table } from './markdown-text.ts';
import type { ImplementationOutput } from './output-schema.ts';

/** Errors and blockers, each with what was tried and what to do. */
export function problemsSection({ errors_and_blockers: found, millwright }: ImplementationOutput): string {
  const fixes = new Map(millwright.tasks.map((task) => [task.task_id, task.fix]));
  const errors = found.errors.map((error) =>
    [
      `**${plain(error.task_id)}** (${plain(error.error_type)}${error.resolved ? ', resolved' : ''}): ${plain(error.error_message)}`,
      error.resolution_attempted === 'none' ? '' : `Tried: ${plain(error.resolution_attempted)}.`,
      error.resolved ? '' : fixText(fixes.get(error.task_id)),
    ]
      .filter((part) => part !== '')
      .join(' '),
  );
  const blockers = found.blockers.map(
    (blocker) =>
      `**${plain(blocker.blocker_type)}**: ${plain(blocker.description)} ` +
      `Affects ${blocker.affected_tasks.map(plain).join(', ') || 'the whole run'}. To do: ${plain(blocker.resolution_required)}`,
  );
  return ['## Errors and blockers', bullets(errors, 'No errors.'), bullets(blockers, 'No blockers.')].join(
    '\n\n',
  );
}

/** What the model said beside its code. */
export function remarksSection({ millwright: { tasks } }: ImplementationOutput): string {
  const lines = tasks.flatMap(({ task_id: id, remarks }) => [
    ...(remarks?.discoveries ?? []).map((discovery) => `**${plain(id)}** found: ${plain(discovery)}`),
    ...(remarks?.notes ? [`**${plain(id)}** noted: ${plain(remarks.notes)}`] : []),
  ]);
  return `## Said by the model (not checked)\n\n${bullets(lines, 'Nothing.')}`;
}

function fixText(fix: string | null | undefined): string {
  return fix ? `To do: ${plain(fix)}` : '';
}

/** What phase 5 may rely on. */
export function handoffSection({ phase_5_handoff: handoff }: ImplementationOutput): string {
  const scope = handoff.validation_scope.map((part) => [
    plain(part.component),
    part.testable ? 'yes' : 'no',
    plain(part.reason_if_not),
  ]);
  const issues = handoff.known_issues.map((issue) => [
    issue.severity,
    plain(issue.issue),
    issue.affects_validation ? 'yes' : 'no',
  ]);
  return [
    '## Handoff to validation (phase 5)',
    `**${handoff.proceed_recommendation}**: ${plain(handoff.proceed_rationale)}`,
    table(['Component', 'Testable', 'Why not'], scope, 'There is no component to test.'),
    '### Known issues',
    table(['Severity', 'Issue', 'Affects validation'], issues, 'None.'),
    '### To be verified by a person',
    bullets(handoff.manual_verification_needed.map(plain), 'Nothing.'),
  ].join('\n\n');
}

/** Who owns what. */
export function inventorySection({ millwright: { inventory } }: ImplementationOutput): string {
  const rows = inventory.items.map((item) => [
    item.kind,
    plain(item.name),
    plain(item.component ?? ''),
    plain(item.owner_task ?? ''),
    item.verified ? 'yes' : 'no',
  ]);
  const note = inventory.complete
    ? []
    : ['The specification was not at hand: nodes and connections are known by number only.'];
  return [
    '## Inventory',
    ...note,
    table(['Kind', 'Name', 'Component', 'Owner task', 'Verified'], rows, 'Nothing was built.'),
  ].join('\n\n');
}
