import type { Problem } from '../../protocol/problem.ts';
import type { Specification, Task } from '../model.ts';
import { n8nComponentOf } from '../n8n-component.ts';
import { type PointerSegment, taskPointer } from '../pointer.ts';
import { webhookTasksOf } from '../webhooks-of.ts';

/** A real call needs a webhook that a specification can call, and somebody who saw it before it is made. */
export function activationRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, index) =>
    problemsOf(task, specification).map(({ path, ...problem }) => ({
      ...problem,
      pointer: taskPointer(index, 'activation_instructions', ...path),
    })),
  );
}

type Finding = Omit<Problem, 'pointer'> & { path: PointerSegment[] };

function problemsOf(task: Task, specification: Specification): Finding[] {
  const instructions = task.activation_instructions;
  if (instructions === undefined || task.action_type !== 'activate_workflow') return [];
  const { live_call: call, watch_minutes: minutes } = instructions;
  if (call !== undefined && minutes !== undefined) {
    const message = 'After its own call a run has no other execution to wait for.';
    const fix = 'Keep `live_call`, or keep `watch_minutes`.';
    return [{ rule: 'two_proofs', path: ['watch_minutes'], message, fix }];
  }
  return call === undefined ? [] : [...webhookProblem(task, specification), ...unseen(task, specification)];
}

function webhookProblem(task: Task, specification: Specification): Finding[] {
  const component = n8nComponentOf(task, specification) ?? '';
  const webhooks = webhookTasksOf(specification, component);
  const [webhook] = webhooks;
  const rule = 'live_call_webhook';
  if (webhooks.length !== 1) {
    const message = `A live call needs the one webhook of \`${component}\`; a \`setup_webhook\` task makes ${webhooks.length === 0 ? 'none' : 'several'}.`;
    return [
      { rule, path: ['live_call'], message, fix: 'Use `watch_minutes` and let somebody else make the call.' },
    ];
  }
  if (webhook?.webhook_instructions?.header_auth_credential === undefined) return [];
  const message = `The webhook of \`${component}\` asks for a header whose value stands in no specification.`;
  return [
    { rule, path: ['live_call'], message, fix: 'Use `watch_minutes`: whoever has the value makes the call.' },
  ];
}

function unseen(task: Task, { implementation }: Specification): Finding[] {
  const tasks = new Map(implementation.task_summary.map((each) => [each.task_id, each]));
  const needed = new Set(task.dependencies_completed);
  for (const id of needed) for (const next of tasks.get(id)?.dependencies_completed ?? []) needed.add(next);
  if ([...needed].some((id) => tasks.get(id)?.action_type === 'human_checkpoint')) return [];
  const message = `Nobody is shown the call before \`${task.task_id}\` makes it.`;
  const fix = 'Let it depend on a `human_checkpoint`.';
  return [{ rule: 'live_call_unseen', path: ['live_call'], message, fix }];
}
