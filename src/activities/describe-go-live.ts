import type { Specification, Task } from '../spec/model.ts';
import { n8nComponentOf } from '../spec/n8n-component.ts';
import { webhookTasksOf } from '../spec/webhooks-of.ts';

/** What a run does with the live workflow after this checkpoint: a yes allows exactly that, and nothing else calls it. */
export function describeGoLive(specification: Specification, checkpointId: string): string[] {
  const tasks = specification.implementation.task_summary;
  const later = new Set([checkpointId]);
  // Declared order need not be the order of work, so it is gone through until nothing is added.
  for (let known = 0; known < later.size;) {
    known = later.size;
    for (const task of tasks)
      if (task.dependencies_completed.some((id) => later.has(id))) later.add(task.task_id);
  }
  const lines = tasks.flatMap((task) => (later.has(task.task_id) ? useText(task, specification) : []));
  return lines.length === 0 ? [] : ['**After go-live:**', '', ...lines.map((line) => `- ${line}`), ''];
}

function useText(task: Task, specification: Specification): string[] {
  const { live_call: call, watch_minutes: minutes } = task.activation_instructions ?? {};
  if (minutes !== undefined)
    return [
      `${task.task_id}: the first real execution is waited for, at most ${minutes} minutes; nothing is called.`,
    ];
  if (call === undefined) return [];
  const [webhook] = webhookTasksOf(specification, n8nComponentOf(task, specification) ?? '');
  const { method = 'POST', path = '' } = webhook?.webhook_instructions ?? {};
  const query = new URLSearchParams(call.query).toString();
  const sent = [
    `${method} /webhook/${path}${query === '' ? '' : `?${query}`}`,
    ...Object.entries(call.headers).map(([name, value]) => `${name}: ${value}`),
    ...(method === 'GET' ? [] : [JSON.stringify(call.body)]),
  ];
  return [
    `${task.task_id}: **one real request is sent**, through all real services: ${sent.map((part) => `\`${part}\``).join(' ')}`,
  ];
}
