import type { Blocker } from '../protocol/run.ts';
import type { Environment, Specification } from '../spec/model.ts';
import { blockerOf } from './blocker.ts';
import { usesIntegration } from './uses-integration.ts';

const RESOLUTION =
  'Describe it in a stand-ins file and start that with `millwright stand-ins FILE`; the run goes on by itself. To build for the real service, take it out of `stand_ins`.';

/**
 * Integrations that the environment names as stood in for while nobody plays them. Without a stand-in the tasks would be
 * built for, or tried on, the real service.
 *
 * @param played what the running stand-ins answer for; undefined when none run
 */
export function standInBlockers(
  specification: Specification,
  { environment_id: id, stand_ins: names }: Environment,
  played: readonly string[] | undefined,
): Blocker[] {
  const tasks = specification.implementation.task_summary;
  return names.flatMap((name) => {
    const affected = tasks.filter((task) => usesIntegration(task, name)).map((task) => task.task_id);
    if (affected.length === 0 || played?.includes(name) === true) return [];
    const state = played === undefined ? 'no stand-ins run' : 'none of those that run plays it';
    const description = `The environment "${id}" says that a stand-in answers for ${name}, but ${state}.`;
    return [
      {
        ...blockerOf('environment_unavailable', description, affected, RESOLUTION),
        code: 'stand_ins_unreachable',
      },
    ];
  });
}
