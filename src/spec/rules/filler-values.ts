import type { Problem } from '../../protocol/problem.ts';
import { visitStrings } from '../json-value.ts';
import type { Environment, Specification } from '../model.ts';
import { isOpenConfirmation } from '../open-confirmations.ts';
import { toPointer } from '../pointer.ts';

/** As a value and nothing else, these never mean what they say. `TODO` may: it is a state of many a task list. */
const FILLER = /^\s*(TBD|TBC|FIXME|XXX|\?{3,}|<(placeholder|your[ _-][^>]{1,40}|insert[^>]{0,40})>)\s*$/;

/** Data that passes through may be anything: schemas, samples and cases. */
const DATA: ReadonlySet<PropertyKey> = new Set([
  'schemas',
  'acceptance_check',
  'input_schema',
  'output_schema',
]);

/** Texts that somebody acts on, in which `wording.ts` looks for more than this. */
const READ_BY_PEOPLE: ReadonlySet<PropertyKey> = new Set([
  'purpose',
  'logic_description',
  'edge_cases',
  'message',
  'question',
]);

/** No field of a specification holds a filler for its value. */
export function fillerValueRules(specification: Specification): Problem[] {
  return fillersIn(specification);
}

/** Nor does one of an environment file, where nothing is left to be confirmed either: it says what is there. */
export function environmentFillers(environment: Environment): Problem[] {
  const open: Problem[] = [];
  visitStrings(environment, (text, path) => {
    if (isOpenConfirmation(text))
      open.push({
        rule: 'filler',
        pointer: toPointer(path),
        message: 'An environment file says what is there: nothing in it can be confirmed later.',
        fix: 'Write the value.',
      });
  });
  return [...fillersIn(environment), ...open];
}

function fillersIn(document: object): Problem[] {
  const problems: Problem[] = [];
  visitStrings(document, (text, path) => {
    if (
      text.length > 60 ||
      !FILLER.test(text) ||
      path.some((key) => DATA.has(key) || READ_BY_PEOPLE.has(key))
    )
      return;
    problems.push({
      rule: 'filler',
      pointer: toPointer(path),
      message: `"${text.trim()}" stands in for a value that is not said.`,
      fix: 'Write the value, or `REQUIRE_CONFIRMATION: what is to be confirmed` until it is known.',
    });
  });
  return problems;
}
