import type { JsonObject } from '../../../protocol/json.ts';
import { expression, sourceOf } from '../../document/expression.ts';
import type { NodePorts } from '../../document/fragment.ts';

/**
 * Parameters of an If node (2.2 and later) whose output 0 is taken when the JavaScript holds. An If without a
 * complete condition takes `true` in silence (n8n 2.41), so every part is written.
 */
export function conditionParameters(condition: string, typeVersion: number): JsonObject {
  return {
    conditions: {
      options: {
        caseSensitive: true,
        leftValue: '',
        typeValidation: 'strict',
        version: filterVersion(typeVersion),
      },
      combinator: 'and',
      conditions: [
        {
          id: 'condition',
          leftValue: expression(`!!${sourceOf(condition, 'condition')}`),
          rightValue: '',
          operator: { type: 'boolean', operation: 'true', singleValue: true },
        },
      ],
    },
    options: {},
  };
}

/** By the description of the If node, n8n 2.41. */
function filterVersion(typeVersion: number): number {
  if (typeVersion >= 2.3) return 3;
  return typeVersion >= 2.2 ? 2 : 1;
}

export function ifPorts(name: string): NodePorts {
  return {
    entry: name,
    outputs: { true: [{ node: name, index: 0 }], false: [{ node: name, index: 1 }] },
  };
}
