import { VERB_NAMES } from './verb-names.ts';

const ANY_VERB = VERB_NAMES.join('|');
const COMMAND = new RegExp(String.raw`(?<!npx )(?<![\w/@.-])millwright (?=(?:${ANY_VERB})\b)`, 'g');

/** `npm start`, `npm run millwright` and `npx millwright`: then there is no `millwright` on the path. */
const THROUGH_NPM = ['start', 'millwright', 'npx'];

/**
 * Commands in a text as the reader can type them: whoever called Millwright through npm's tools gets `npx millwright …`.
 * Everywhere else in the sources the command is written plainly.
 */
export function asCalled(text: string, env: NodeJS.ProcessEnv = process.env): string {
  return THROUGH_NPM.includes(env['npm_lifecycle_event'] ?? '')
    ? text.replace(COMMAND, 'npx millwright ')
    : text;
}
