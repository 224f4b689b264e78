import type { SourcePlace } from '../protocol/problem.ts';
import { repeatedKeys } from './repeated-keys.ts';
import { type ParsedText, syntaxProblem } from './parsed-text.ts';
import { isRounded, LONG_NUMBER, roundedNumber } from './rounded-number.ts';
import type { TextFile } from './text-file.ts';

/**
 * Reads JSON by `JSON.parse`, which is twenty times as fast as a YAML parser with places. Places are looked for only
 * when there is something to say.
 */
export function parseJsonText(file: TextFile): ParsedText {
  const text = file.text.replace(/^\uFEFF/, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const place = offsetPlace(file.name, text, offsetIn(message, text));
    return {
      ok: false,
      problems: [syntaxProblem('syntax', place, plainMessage(message), 'Correct the JSON here.')],
    };
  }
  const problems = repeatedKeys(text).map(({ key, offset }) => {
    const place = offsetPlace(file.name, text, offset);
    const message = `The key \`${key}\` is there twice in the same object.`;
    return syntaxProblem('duplicate_key', place, message, 'Remove one of the two entries, or rename it.');
  });
  if (LONG_NUMBER.test(text))
    for (const { index, 0: token } of text.matchAll(JSON_SCALAR))
      if (isRounded(Number(token))) problems.push(roundedNumber(token, offsetPlace(file.name, text, index)));
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value, locate: () => locateInJson(file) };
}

/** A text, in which digits mean nothing, or a number. */
const JSON_SCALAR = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

async function locateInJson(file: TextFile): ReturnType<Extract<ParsedText, { ok: true }>['locate']> {
  const { parseYamlText } = await import('./yaml-text.ts');
  const parsed = parseYamlText(file);
  if (parsed.ok) return parsed.locate();
  // JSON that YAML does not read, e.g. very deep: the beginning of the file has to do.
  return () => ({ file: file.name, line: 1, column: 1 });
}

/** Node 24: "… in JSON at position 23 (line 2 column 5)"; without a position the text ended too early. */
function offsetIn(message: string, text: string): number {
  const position = /at position (\d+)/.exec(message)?.[1];
  return position === undefined ? text.length : Number(position);
}

function plainMessage(message: string): string {
  return `${message.replace(/ at position \d+.*$/, '')}.`;
}

function offsetPlace(file: string, text: string, offset: number): SourcePlace {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
