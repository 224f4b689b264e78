import { rootsOf } from './uses.ts';

/** Data goes in and out as a copy: neither side runs a getter, a Proxy or a `toJSON` of the other. */
export const COPY = `\
const { parse, stringify } = JSON;
const copy = (value) => {
  const text = stringify(value);
  return text === undefined ? undefined : parse(text);
};`;

/** The same for what is thrown; n8n finds the line in the stack. */
export const TOLD = `\
const told = (error) => {
  try {
    return { message: \`\${error}\`, stack: \`\${error.stack}\` };
  } catch {
    return { message: 'Thrown: a value that has no text' };
  }
};`;

/**
 * What runs before accepted code does, in n8n and in the sandbox: the same, so that what passes there can do no more here.
 * n8n gives a Code node a whole program's reach (2.41: requests, modules, data of other nodes, and `eval`). So
 *
 * - all that can be listed on the global object is taken from it, which is all that is not of the language;
 * - so are `eval` and the constructors that make code from text, for which no name is needed (`[]['cons' + 'tructor']`);
 * - nothing can be added to what all values inherit, where n8n would find it (`then`, `toJSON`, `binary`), and `Promise`, by
 *   which n8n itself waits, cannot be changed;
 * - clock and chance are replaced: the same input gives the same output.
 *
 * n8n runs it for each item in one world of values, so it finds there what it and the code did for the item before.
 */
export function guard(uses: readonly string[]): string {
  const kept = rootsOf(uses).map((root) => `name !== '${root}'`);
  const unlessKept = kept.length === 0 ? '' : `if (${kept.join(' && ')}) `;
  return `\
for (const name in globalThis) ${unlessKept}Reflect.deleteProperty(globalThis, name);
${NO_CODE_FROM_TEXT}
${NO_CLOCK_NO_CHANCE}`;
}

/** Also for the throw-away copies of Code nodes that people wrote. */
export const NO_CODE_FROM_TEXT = `\
if ((() => {}).constructor === Function) {
  delete globalThis.eval;
  const makers = [() => {}, async () => {}, function* () {}, async function* () {}].map((each) => each.constructor);
  for (const { prototype } of makers)
    if (!delete prototype.constructor) throw new Error('Code from text cannot be taken away here.');
  for (const name of ['__defineGetter__', '__defineSetter__']) delete Object.prototype[name];
  for (const { prototype } of [Object, Array, Function]) Object.preventExtensions(prototype);
  Object.freeze(Promise.prototype);
}`;

const NO_CLOCK_NO_CHANCE = `\
class Timeless extends Date {
  static now = undefined;
  constructor(...parts) {
    if (parts.length === 0) throw new Error('The code must not ask for the current time.');
    super(...parts);
  }
}
Object.freeze(Timeless);
Date.prototype.constructor = Timeless;
const Predictable = Object.create(Math, { random: { value: undefined } });
const { NumberFormat, PluralRules, ListFormat, Collator } = Intl;
const Formats = { NumberFormat, PluralRules, ListFormat, Collator };`;

/** What the guard gives in the place of standard values. */
export const REPLACEMENTS: ReadonlyMap<string, string> = new Map([
  ['Date', 'Timeless'],
  ['Math', 'Predictable'],
  ['Intl', 'Formats'],
]);
