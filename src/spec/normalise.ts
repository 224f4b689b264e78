import type { AuthorEnvironment } from './author/environment.ts';
import type { AuthorSpecification } from './author/specification.ts';
import { humanise } from './implied.ts';
import { withImpliedIntegrations } from './implied-integrations.ts';
import { toJsonObject } from './json-value.ts';
import type { Environment, Phase4Handoff, Specification } from './model.ts';
import { normaliseTask } from './normalise-task.ts';

/**
 * The normal form: sugar resolved, defaults and what can be inferred filled in. The normal form is itself a
 * valid author's form, and normalising it again changes nothing.
 */
export function normalise(author: AuthorSpecification): Specification {
  const { $schema: _schema, spec_id, title, schemas, implementation, phase_4_handoff, ...rest } = author;
  const integrations = withImpliedIntegrations(author);
  return {
    spec_id,
    title: title ?? humanise(spec_id),
    ...rest,
    integrations,
    schemas: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, toJsonObject(schema)]),
    ),
    implementation: {
      task_summary: implementation.task_summary.map((task) =>
        normaliseTask(task, author.components, integrations),
      ),
    },
    ...(phase_4_handoff === undefined ? {} : { phase_4_handoff: normaliseHandoff(phase_4_handoff) }),
  };
}

export function normaliseEnvironment(author: AuthorEnvironment): Environment {
  const { $schema: _schema, ...environment } = author;
  return environment;
}

function normaliseHandoff(author: NonNullable<AuthorSpecification['phase_4_handoff']>): Phase4Handoff {
  const confirmations = author.human_confirmations_needed.map((entry) =>
    typeof entry === 'string' ? { item: entry, confirmed: false } : entry,
  );
  return { ...author, human_confirmations_needed: confirmations };
}
