import { MillwrightError } from '../../../errors.ts';
import type { JsonObject, JsonValue } from '../../../protocol/json.ts';
import type { ConfigurationEntry } from '../../../spec/instructions.ts';
import type { Environment } from '../../../spec/model.ts';
import { suggest } from '../../../spec/nearest.ts';
import type { CredentialLookup } from '../credential-lookup.ts';
import { Findings } from '../findings.ts';
import type { CredentialReference } from '../../document/fragment.ts';
import { expression, parameterOf, parameterValue } from '../../document/expression.ts';
import { memberPath } from '../../../spec/expressions/member-path.ts';
import { literalText } from '../../../spec/expressions/text-source.ts';

export interface Configuration {
  parameters: JsonObject;
  credentials: Record<string, CredentialReference>;
}

/** Turns configuration entries into parameters and credential references, each by its value source. */
export function readConfiguration(
  entries: readonly ConfigurationEntry[],
  environment: Environment,
  lookup: CredentialLookup,
): Configuration {
  const parameters: JsonObject = {};
  const credentials: Record<string, CredentialReference> = {};
  const findings = new Findings();
  const set = ({ field, value, source }: ConfigurationEntry): void => {
    switch (source) {
      case 'literal':
        setField(parameters, field, parameterValue(value));
        break;
      case 'env_var':
        setField(parameters, field, variable(environment, textOf(value, field)));
        break;
      case 'previous_node':
        setField(parameters, field, expression(`$json${memberPath(textOf(value, field))}`));
        break;
      case 'expression':
        setField(parameters, field, parameterOf(textOf(value, field), 'code'));
        break;
      case 'credential': {
        const type = field.replace(/^credentials\./, '');
        credentials[type] = lookup(textOf(value, field), type);
        break;
      }
    }
  };
  for (const entry of entries) findings.part(() => set(entry));
  findings.throwIfAny();
  return { parameters, credentials };
}

function variable(environment: Environment, name: string): JsonValue {
  const value = environment.variables[name];
  if (value !== undefined) return typeof value === 'string' ? literalText(value) : value;
  throw new MillwrightError(
    'environment_invalid',
    `The environment "${environment.environment_id}" has no variable "${name}". ` +
      suggest(name, Object.keys(environment.variables), 'variables'),
  );
}

function textOf(value: JsonValue, field: string): string {
  if (typeof value === 'string') return value;
  throw new MillwrightError('spec_invalid', `The value of \`${field}\` must be a text for its source.`);
}

/** Sets `a.b.0.c`; a part that is a number is a place in a list. */
function setField(target: JsonObject, path: string, value: JsonValue): void {
  const [first = '', ...rest] = path.split('.');
  if (first === '__proto__') throw new MillwrightError('spec_invalid', `\`${path}\` is no field of a node.`);
  target[first] = rest.length === 0 ? value : withField(target[first], rest, value);
}

function withField(
  current: JsonValue | undefined,
  [first = '', ...rest]: string[],
  value: JsonValue,
): JsonValue {
  const index = Number(first);
  if (Number.isInteger(index) && first !== '' && index < 1_000) {
    const list = Array.isArray(current) ? [...current] : [];
    while (list.length < index) list.push(null);
    list[index] = rest.length === 0 ? value : withField(list[index], rest, value);
    return list;
  }
  const object: JsonObject =
    typeof current === 'object' && current !== null && !Array.isArray(current) ? { ...current } : {};
  setField(object, [first, ...rest].join('.'), value);
  return object;
}
