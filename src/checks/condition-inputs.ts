import type { Expression, Node, PrivateIdentifier, Super } from 'acorn';
import { simple } from 'acorn-walk';
import type { JsonValue } from '../protocol/json.ts';
import { parseExpression } from '../spec/expressions/parse-expression.ts';
import { isUpstreamCall, pathOf, type ReadField } from './read-field.ts';
import { inputOf, type ConditionInput } from './condition-input.ts';

/** A field that a condition reads, with values under which its comparison holds and does not. */
interface Lever {
  field: ReadField;
  holds: JsonValue;
  fails: JsonValue;
}

/**
 * Inputs among which a condition is likely to hold for one and not for another, found by its comparisons: nobody has to write
 * them for `$json.amount > 500`. Which it is for each, n8n says. Empty for what is not understood.
 */
export function inputsFor(condition: string): ConditionInput[] {
  const parsed = parseExpression(condition);
  if (typeof parsed === 'string') return [];
  const levers = leversOf(parsed.expression);
  if (levers.length === 0) return [];
  const all = levers.map(() => true);
  const choices = [all, all.map(() => false)];
  for (const index of levers.keys()) {
    choices.push(all.map((_, each) => each !== index));
    choices.push(all.map((_, each) => each === index));
  }
  return choices
    .slice(0, MOST_INPUTS)
    .map((holding) =>
      inputOf(
        levers.map(({ field, holds, fails }, index) => ({ field, value: holding[index] ? holds : fails })),
      ),
    );
}

/** Each is an execution of n8n. */
const MOST_INPUTS = 24;

const MORE: ReadonlySet<string> = new Set(['>', '>=']);
const LESS: ReadonlySet<string> = new Set(['<', '<=']);
const SAME: ReadonlySet<string> = new Set(['==', '===']);
const OTHER: ReadonlySet<string> = new Set(['!=', '!==']);

function leversOf(condition: Expression): Lever[] {
  const levers = new Map<string, Lever>();
  const add = (field: ReadField, holds: JsonValue, fails: JsonValue): void => {
    const key = JSON.stringify([field.node, field.path]);
    const fitted = field.isCounted ? { holds: listOf(holds), fails: listOf(fails) } : { holds, fails };
    if (!levers.has(key)) levers.set(key, { field, ...fitted });
  };
  simple(condition, {
    BinaryExpression: ({ operator, left, right }) => compare(operator, left, right, add),
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type !== 'MemberExpression' || isUpstreamCall(callee)) return;
      const [argument] = given;
      const inner = literalIn(callee.object) ?? (argument && literalIn(argument)) ?? 'x';
      const fields = [...fieldsIn(callee.object), ...(argument ? fieldsIn(argument) : [])];
      for (const field of fields) add(field, inner, 'something else');
    },
  });
  // What no comparison is about is asked for itself.
  for (const field of fieldsIn(condition)) add(field, true, false);
  return [...levers.values()];
}

type Add = (field: ReadField, holds: JsonValue, fails: JsonValue) => void;

function compare(operator: string, left: Node, right: Node, add: Add): void {
  const [leftFields, rightFields] = [fieldsIn(left), fieldsIn(right)];
  const [leftLiteral, rightLiteral] = [literalIn(left), literalIn(right)];
  if (MORE.has(operator) || LESS.has(operator)) {
    const [over, under] = MORE.has(operator) ? [leftFields, rightFields] : [rightFields, leftFields];
    const [limit, other] = [numberOf(rightLiteral), numberOf(leftLiteral)];
    const [overLimit, underLimit] = MORE.has(operator) ? [limit, other] : [other, limit];
    for (const field of over) add(field, high(overLimit, over), low(overLimit, over));
    for (const field of under) add(field, low(underLimit, under), high(underLimit, under));
  } else if (SAME.has(operator) || OTHER.has(operator)) {
    const literal = leftLiteral ?? rightLiteral ?? 1;
    const different =
      typeof literal === 'number' ? literal + 1 : typeof literal === 'boolean' ? !literal : 'something else';

    const [holds, fails] = SAME.has(operator) ? [literal, different] : [different, literal];
    for (const field of leftFields) add(field, holds, fails);
    for (const field of rightFields)
      add(field, leftFields.length > 0 ? literal : holds, leftFields.length > 0 ? literal : fails);
  }
}

/** Sums and products of several fields are below what each alone is. */
function high(limit: number, fields: readonly ReadField[]): number {
  return fields.length > 1 ? Math.max(1, limit + 1) : limit + 1;
}

function low(limit: number, fields: readonly ReadField[]): number {
  return fields.length > 1 ? Math.min(0, limit - 1) : limit - 1;
}

function numberOf(literal: JsonValue | undefined): number {
  return typeof literal === 'number' ? literal : 1;
}

function listOf(value: JsonValue): JsonValue {
  return typeof value === 'number'
    ? Array.from({ length: Math.max(0, Math.min(value, 100)) }, () => 1)
    : value;
}

function fieldsIn(part: Node): ReadField[] {
  const fields: ReadField[] = [];
  simple(part, {
    MemberExpression: (node) => {
      const field = pathOf(node);
      if (field !== undefined) fields.push(field);
    },
  });
  // A chain is found once for each of its members: the longest is what is read, and its length before itself.
  return fields.filter(
    (field) => !fields.some((other) => other.node === field.node && isRatherRead(other, field)),
  );
}

function isRatherRead(other: ReadField, field: ReadField): boolean {
  const isSame = other.path.length === field.path.length && isBelow([...other.path, ''], field.path);
  return isBelow(other.path, field.path) || (isSame && other.isCounted && !field.isCounted);
}

function isBelow(path: readonly (string | number)[], of: readonly (string | number)[]): boolean {
  return path.length > of.length && of.every((part, index) => part === path[index]);
}

/** The first value that is written in a part of a condition. Names of fields and of nodes are none. */
function literalIn(part: Node | Expression | Super | PrivateIdentifier): JsonValue | undefined {
  const names = new Set<Node>();
  simple(part, {
    MemberExpression: ({ property }) => void names.add(property),
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type === 'Identifier' && callee.name === '$') for (const name of given) names.add(name);
    },
  });
  let found: JsonValue | undefined;
  simple(part, {
    Literal: (node) => {
      const { value } = node;
      const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (found === undefined && isPlain && !names.has(node)) found = value;
    },
    UnaryExpression: ({ operator, argument }) => {
      if (operator === '-' && typeof found === 'number' && argument.type === 'Literal') found = -found;
    },
  });
  return found;
}
