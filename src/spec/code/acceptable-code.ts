import { getLineInfo, parse, type Comment, type Program, type Token } from 'acorn';
import { reachObjections, type Objection } from './code-reach.ts';
import type { Granted } from './uses.ts';

/** Far above a function of one concern; below what a repair prompt and a Code node can carry. */
const MAX_CODE_BYTES = 32_768;

/** More would not help the next round. */
const MAX_OBJECTIONS = 5;

const NO_EXPORT = 'the one and only export must be `export function transform(input)`';

/** The module without its `export`, or why it is refused. */
export type ReadCode = { ok: true; script: string } | { ok: false; objection: string };

/**
 * Whether source text is what a transform must be: an ES module whose one export is `export function transform(input)`,
 * that names nothing but itself and the standard values of the language. What cannot be seen in the text is taken away
 * when it runs, by the guard of `code-node.ts`.
 *
 * @returns why it is refused, in words for the model's next round; nothing when it is fine
 */
export function findCodeObjection(source: string, granted: Granted = { uses: [] }): string | undefined {
  const code = readCode(source, granted);
  return code.ok ? undefined : code.objection;
}

/** {@link findCodeObjection}, with the code as a script that declares `transform`. */
export function readCode(source: string, granted: Granted): ReadCode {
  if (new TextEncoder().encode(source).length > MAX_CODE_BYTES)
    return refused(`the code is larger than ${MAX_CODE_BYTES} bytes`);
  try {
    const parsed = parseCode(source);
    const exports = parsed.program.body.filter((statement) => statement.type.startsWith('Export'));
    const [exported] = exports;
    if (exported === undefined || exports.length > 1) return refused(NO_EXPORT);
    const wrongForm = formObjection(exported, granted);
    if (wrongForm !== undefined) return refused(wrongForm);
    const objections = objectionsTo(source, parsed, granted);
    if (objections.length > 0) return refused(inSentences(source, objections));
    const { start } = exported;
    return { ok: true, script: source.slice(0, start) + source.slice(start + 'export'.length).trimStart() };
  } catch (error) {
    return refused(describeParseError(error));
  }
}

/** Whether a script is one that {@link readCode} gives. */
export function isAcceptedScript(script: string, granted: Granted): boolean {
  try {
    return objectionsTo(script, parseCode(script), { ...granted, allowsStubs: true }).length === 0;
  } catch {
    return false;
  }
}

interface ParsedCode {
  program: Program;
  tokens: Token[];
  comments: Comment[];
}

function parseCode(source: string): ParsedCode {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  const program = parse(source, {
    ecmaVersion: 2024,
    sourceType: 'module',
    allowHashBang: false,
    ranges: true,
    onToken: tokens,
    onComment: comments,
  });
  return { program, tokens, comments };
}

function objectionsTo(
  source: string,
  { program, tokens, comments }: ParsedCode,
  granted: Granted,
): Objection[] {
  return [
    ...unreadable(source),
    ...stubs(comments, granted),
    ...commentObjections(source, tokens),
    ...reachObjections(program, granted),
  ];
}

function inSentences(source: string, objections: readonly Objection[]): string {
  const sentences = objections.map(({ start, why }) => {
    const { line, column } = getLineInfo(source, start);
    return `line ${line}, column ${column + 1}: ${why}`;
  });
  return [...new Set(sentences)].slice(0, MAX_OBJECTIONS).join('; ');
}

function refused(objection: string): ReadCode {
  return { ok: false, objection };
}

/** The place in code that is nested too deeply depends on the stack that was free: it would make prompts differ. */
function describeParseError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /stack/i.test(message) ? 'the code is nested too deeply' : `the code does not parse: ${message}`;
}

function formObjection(exported: Program['body'][number], { uses }: Granted): string | undefined {
  if (exported.type !== 'ExportNamedDeclaration' || exported.declaration?.type !== 'FunctionDeclaration')
    return NO_EXPORT;
  const { id, async, generator, params } = exported.declaration;
  if (id.name !== 'transform') return `the exported function must be named transform, not ${id.name}`;
  if (generator || (async && uses.length === 0))
    return 'transform must be a plain function: neither async nor a generator';
  return params.length === 1 ? undefined : 'transform must take exactly one parameter, the input';
}

/** `<!--` and `-->` begin a comment in a script, which a Code node is, and not in a module: it would be read in two ways. */
function commentObjections(source: string, tokens: readonly Token[]): Objection[] {
  return tokens
    .filter(
      ({ type, start }) => type.label !== 'template' && /^(<!--|-->)/.test(source.slice(start, start + 4)),
    )
    .map(({ start }) => ({
      start,
      why: '`<!--` and `-->` are read as a comment by n8n; write them with spaces',
    }));
}

/** Code says so itself when it is not done. */
function stubs(comments: readonly Comment[], { allowsStubs = false }: Granted): Objection[] {
  if (allowsStubs) return [];
  return comments
    .filter(({ value }) => /\b(TODO|FIXME)\b/.test(value))
    .map(({ start }) => ({ start, why: 'the code says that something is still to be done (TODO, FIXME)' }));
}

/** What a person approves must be what they see. Joiners are part of words and pictures. */
function unreadable(source: string): Objection[] {
  return [...source.matchAll(/(?![\t\n\r\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu)].map(({ index }) => ({
    start: index,
    why: 'a character that cannot be seen; write it as an escape such as `\\u200b`',
  }));
}
