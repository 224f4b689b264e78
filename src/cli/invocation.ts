const VERBS =
  'validate|plan|schema|start|run|decide|cancel|list|status|watch|explain|logs|report|up|down|doctor';
const COMMAND = new RegExp(String.raw`(?<!npx )(?<![\w/@.-])millwright (?=(?:${VERBS})\b)`, 'g');

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
