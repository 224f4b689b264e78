import type { JsonObject, JsonValue } from '../../protocol/json.ts';
import { suggest } from '../../spec/nearest.ts';
import type { Property } from './description.ts';
import { effectiveValue, isExpression, isShown, type Place } from './visibility.ts';

/**
 * What n8n would accept in silence and then ignore or misread: unknown parameters, parameters without
 * effect, values that are not in the list, required ones that are missing. @returns one sentence per problem.
 */
export function checkParameters(
  properties: readonly Property[],
  parameters: JsonObject,
  typeVersion: number,
): string[] {
  return checkLevel({ values: parameters, siblings: properties, typeVersion }, '');
}

function checkLevel(place: Place, path: string): string[] {
  const given = Object.entries(place.values).flatMap(([name, value]) => checkGiven(name, value, place, path));
  return [...given, ...missingRequired(place, path)];
}

function checkGiven(name: string, value: JsonValue, place: Place, path: string): string[] {
  const named = place.siblings.filter((property) => property.name === name);
  const shown = named.filter((property) => isShown(property.displayOptions, place));
  const [property] = shown;
  if (property !== undefined) return checkValue(property, value, place, `${path}${name}`);
  if (named.length > 0) {
    return [`\`${path}${name}\` has no effect here: ${whyHidden(named[0], place)}.`];
  }
  const names = place.siblings
    .filter((sibling) => isShown(sibling.displayOptions, place))
    .map((sibling) => sibling.name);
  return [`There is no parameter \`${path}${name}\`. ${suggest(name, [...new Set(names)], 'parameters')}`];
}

/** The condition that hides it, in words: `it needs sendBody = true`. */
function whyHidden(property: Property | undefined, place: Place): string {
  for (const [key, wanted] of Object.entries(property?.displayOptions?.show ?? {})) {
    if (!isShown({ show: { [key]: wanted } }, place))
      return `it needs ${key} = ${wanted.map(word).join(' or ')}`;
  }
  return 'other parameters exclude it';
}

function word(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function checkValue(property: Property, value: JsonValue, place: Place, path: string): string[] {
  if (isExpression(value)) return [];
  switch (property.type) {
    case 'options':
      return checkChoice(property, value, place, path);
    case 'multiOptions':
      return Array.isArray(value)
        ? value.flatMap((entry) => checkChoice(property, entry, place, path))
        : [`\`${path}\` must be a list.`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`\`${path}\` must be true or false.`];
    case 'number':
      return typeof value === 'number' ? [] : [`\`${path}\` must be a number.`];
    case 'collection':
      return isObject(value)
        ? checkLevel(inside(value, property.children ?? [], place), `${path}.`)
        : [mustBeMap(path)];
    case 'fixedCollection':
      return isObject(value) ? checkGroups(property, value, place, path) : [mustBeMap(path)];
    case 'filter':
      return checkKeys(value, ['options', 'conditions', 'combinator'], path);
    case 'assignmentCollection':
      return checkKeys(value, ['assignments'], path);
    default:
      return [];
  }
}

function checkChoice(property: Property, value: JsonValue, place: Place, path: string): string[] {
  const choices = (property.choices ?? []).filter((choice) => isShown(choice.displayOptions, place));
  if (property.dynamic === true || choices.length === 0) return [];
  if (choices.some((choice) => choice.value === value)) return [];
  return [
    `\`${path}\` cannot be ${word(value)}. ${suggest(
      word(value),
      choices.map((choice) => String(choice.value)),
      'values',
    )}`,
  ];
}

function checkGroups(property: Property, value: JsonObject, place: Place, path: string): string[] {
  const groups = property.groups ?? [];
  return Object.entries(value).flatMap(([name, entries]) => {
    const group = groups.find((candidate) => candidate.name === name);
    if (group === undefined) {
      return [
        `There is no \`${path}.${name}\`. ${suggest(
          name,
          groups.map((candidate) => candidate.name),
          'fields',
        )}`,
      ];
    }
    if (property.multipleValues === true && !Array.isArray(entries))
      return [`\`${path}.${name}\` must be a list.`];
    const list = Array.isArray(entries) ? entries : [entries];
    return list.flatMap((entry, index) => {
      const at = Array.isArray(entries) ? `${path}.${name}[${index}]` : `${path}.${name}`;
      return isObject(entry) ? checkLevel(inside(entry, group.values, place), `${at}.`) : [mustBeMap(at)];
    });
  });
}

function checkKeys(value: JsonValue, known: string[], path: string): string[] {
  if (!isObject(value)) return [mustBeMap(path)];
  const problems = Object.keys(value)
    .filter((key) => !known.includes(key))
    .map(
      (key) => `There is no \`${path}.${key}\` in this version of the node. ${suggest(key, known, 'fields')}`,
    );
  return problems;
}

function missingRequired(place: Place, path: string): string[] {
  return place.siblings
    .filter((property) => property.required === true && isShown(property.displayOptions, place))
    .filter((property) => {
      const value = effectiveValue(property.name, place);
      return value === undefined || value === '' || value === null;
    })
    .map((property) => `The parameter \`${path}${property.name}\` is required.`);
}

function inside(values: JsonObject, siblings: readonly Property[], place: Place): Place {
  return { values, siblings, root: place.root ?? place, typeVersion: place.typeVersion };
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mustBeMap(path: string): string {
  return `\`${path}\` must be a map of fields.`;
}
