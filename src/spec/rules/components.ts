import type { Problem } from '../../protocol/problem.ts';
import type { Component, Specification } from '../model.ts';
import { suggest } from '../nearest.ts';
import { pathObjection } from '../path-objection.ts';
import { toPointer } from '../pointer.ts';
import { repeated } from './rule.ts';

/** Components and integrations: each once, code inside the workspace, `inlined_in` an n8n component. */
export function componentRules(specification: Specification): Problem[] {
  const { components, integrations } = specification;
  return [
    ...repeated(components, (component) => component.component_id).map(({ index, name }) =>
      duplicate(['components', index, 'component_id'], `component \`${name}\``),
    ),
    ...repeated(components, thingBuilt).map(({ index, name }) =>
      duplicate(['components', index], `thing to build: ${name}`),
    ),
    ...repeated(integrations, (integration) => integration.integration_id).map(({ index, name }) =>
      duplicate(['integrations', index, 'integration_id'], `integration \`${name}\``),
    ),
    ...components.flatMap((component, index) => codeProblems(component, index, components)),
  ];
}

/** File names that differ only in case are one file on some machines. */
function thingBuilt(component: Component): string {
  if (component.platform === 'n8n') return `the n8n workflow \`${component.workflow_name}\``;
  return `the file \`${component.path.normalize('NFC').toLowerCase()}\``;
}

function duplicate(path: (string | number)[], what: string): Problem {
  return {
    rule: 'duplicate_id',
    pointer: toPointer(path),
    message: `This is the second ${what}.`,
    fix: 'Choose another name, or remove one of the two.',
  };
}

function codeProblems(component: Component, index: number, components: readonly Component[]): Problem[] {
  if (component.platform !== 'code') return [];
  const problems: Problem[] = [];
  const objection = pathObjection(component.path);
  if (objection !== undefined) {
    problems.push({
      rule: 'path_not_contained',
      pointer: toPointer(['components', index, 'path']),
      message: `The path \`${printable(component.path)}\` ${objection}.`,
      fix: 'Use a relative path of plain names, such as `code/discount.mjs`.',
    });
  }
  const n8nIds = components.filter((other) => other.platform === 'n8n').map((other) => other.component_id);
  if (component.inlined_in !== undefined && !n8nIds.includes(component.inlined_in)) {
    problems.push({
      rule: 'unknown_component',
      pointer: toPointer(['components', index, 'inlined_in']),
      message: `There is no n8n component \`${component.inlined_in}\`.`,
      fix: suggest(component.inlined_in, n8nIds, 'n8n components'),
    });
  }
  return problems;
}

function printable(path: string): string {
  return path.slice(0, 100).replaceAll(/\p{C}/gu, '?');
}
