import type { N8nClient } from '../n8n/client/client.ts';
import { workflowIdFor } from '../n8n/document/identity.ts';
import { findThings } from '../n8n/live/find-things.ts';
import { blockerOf } from '../plan/blocker.ts';
import { credentialBlockers } from '../plan/credential-blockers.ts';
import { requiredCredentials } from '../plan/required-credentials.ts';
import { requiredThings } from '../plan/required-things.ts';
import type { Blocker } from '../protocol/run.ts';
import type { Environment, Specification } from '../spec/model.ts';
import { n8nInstanceName } from '../spec/n8n-instance.ts';
import { thingText } from '../spec/needed-things.ts';

/** What the tasks need in n8n and is not there: the same for `plan` and for a run. */
export async function missingInN8n(
  n8n: N8nClient,
  specification: Specification,
  environment: Environment,
): Promise<Blocker[]> {
  const required = requiredCredentials(specification, environment);
  return [
    ...credentialBlockers(required, await n8n.listCredentials()),
    ...(await missingThings(n8n, specification, environment)),
  ];
}

/** Data tables and workflows that nodes name and n8n does not have, but for those that this specification makes. */
async function missingThings(
  n8n: N8nClient,
  specification: Specification,
  environment: Environment,
): Promise<Blocker[]> {
  const own = ownWorkflowIds(specification, environment);
  const required = requiredThings(specification).filter(({ thing }) => !own.has(thing.value));
  const states = await findThings(
    n8n,
    required.map(({ thing }) => thing),
  );
  return required.flatMap(({ thing, tasks }, index) => {
    if (states[index]?.state !== 'missing') return [];
    const description = `n8n has no ${thingText(thing)}.`;
    return [
      blockerOf('dependency_failed', description, tasks, 'Create it in n8n; the run goes on by itself.'),
    ];
  });
}

function ownWorkflowIds(
  { spec_id: specId, components }: Specification,
  environment: Environment,
): Set<string> {
  const n8nInstance = n8nInstanceName(environment);
  return new Set(
    components.map(({ component_id: componentId }) => workflowIdFor({ n8nInstance, specId, componentId })),
  );
}
