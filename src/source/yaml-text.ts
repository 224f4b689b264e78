import {
  LineCounter,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Range,
} from 'yaml';
import type { Problem, SourcePlace } from '../protocol/problem.ts';
import { fromPointer } from '../spec/pointer.ts';
import { type Locate, type ParsedText, syntaxProblem } from './parsed-text.ts';
import type { TextFile } from './text-file.ts';

/**
 * Reads YAML 1.2 (core schema): one document, no aliases, no tags beyond the core, every key once: what other
 * readers would take differently is refused. JSON is YAML too, so this also finds places in JSON files.
 */
export function parseYamlText(file: TextFile): ParsedText {
  const lines = new LineCounter();
  const placeAt = (offset: number): SourcePlace => {
    const { line, col } = lines.linePos(offset);
    return { file: file.name, line: Math.max(1, line), column: Math.max(1, col) };
  };
  try {
    const documents = parseAllDocuments(file.text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
    });
    const document = documents[0];
    if (document === undefined) return { ok: false, problems: [emptyFile(placeAt(0))] };
    const problems = documentProblems(document, placeAt);
    if (file.text.includes('*')) problems.push(...aliasProblems(document, placeAt));
    if (documents[1]) problems.push(secondDocument(placeAt(documents[1].range[0])));
    if (problems.length > 0) return { ok: false, problems };
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    if (value === null) return { ok: false, problems: [emptyFile(placeAt(0))] };
    return { ok: true, value, locate: async () => locator(document, placeAt) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = 'Lists and maps stand too deep in each other.';
    return {
      ok: false,
      problems: [syntaxProblem('too_deep', placeAt(0), message, 'Make the data flatter.')],
    };
  }
}

function documentProblems(document: Document.Parsed, placeAt: (offset: number) => SourcePlace): Problem[] {
  // After the first syntax error the parser only guesses: what else it finds would mislead.
  const syntax = document.errors.filter((error) => error.code !== 'DUPLICATE_KEY').slice(0, 1);
  const repeated = document.errors.filter((error) => error.code === 'DUPLICATE_KEY');
  const problems = [...(syntax.length > 0 ? syntax : repeated), ...document.warnings].map((error) => {
    const rule =
      error.code === 'DUPLICATE_KEY' ? 'duplicate_key' : error.name === 'YAMLWarning' ? 'yaml_tag' : 'syntax';
    return syntaxProblem(
      rule,
      placeAt(error.pos[0]),
      sentence(error.message),
      FIXES[error.code] ?? DEFAULT_FIX,
    );
  });
  return problems;
}

/** An alias begins with `*`: without one in the text nobody has to look. */
function aliasProblems(document: Document.Parsed, placeAt: (offset: number) => SourcePlace): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias: (_key, alias) => {
      const fix = 'Write the value in full; repeated data may stand in a file beside the specification.';
      problems.push(
        syntaxProblem('yaml_alias', placeAt(alias.range?.[0] ?? 0), 'YAML aliases are not read.', fix),
      );
    },
  });
  return problems;
}

const DEFAULT_FIX =
  'Check the indentation and the punctuation here; text with `: `, ` #` or a leading `{`, `[`, `*`, `&`, `!` needs quotes.';

const FIXES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Remove one of the two entries, or rename it.',
  TAB_AS_INDENT: 'Indent with spaces.',
  TAG_RESOLVE_FAILED: 'Remove the tag (`!…`).',
  MISSING_CHAR: 'Add the missing character.',
  BAD_INDENT: 'Line the entry up with the others of its list or map.',
  MULTILINE_IMPLICIT_KEY: 'Put the text in quotes, or begin it with `>-` on a line of its own.',
  BLOCK_AS_IMPLICIT_KEY: 'Put text that holds `: ` in quotes.',
};

function sentence(message: string): string {
  const line = (message.split('\n')[0] ?? '').trim();
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function emptyFile(place: SourcePlace): Problem {
  return syntaxProblem('empty', place, 'The file is empty.', 'Write a document into it.');
}

function secondDocument(place: SourcePlace): Problem {
  const message = 'A second document begins here.';
  return syntaxProblem('several_documents', place, message, 'Remove the line `---`, or use a file for each.');
}

function locator(document: Document.Parsed, placeAt: (offset: number) => SourcePlace): Locate {
  return (pointer, at) => {
    let node: unknown = document.contents;
    let name: unknown = document.contents;
    for (const segment of fromPointer(pointer)) {
      const member = memberOf(node, segment);
      if (member === undefined) break;
      ({ node, name } = member);
    }
    const target = at === 'name' || !hasRange(node) ? name : node;
    return placeAt(hasRange(target) ? target.range[0] : 0);
  };
}

function memberOf(node: unknown, segment: string): { node: unknown; name: unknown } | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(segment)];
    return item === undefined ? undefined : { node: item, name: item };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === segment);
  return pair === undefined ? undefined : { node: pair.value, name: pair.key };
}

function hasRange(node: unknown): node is { range: Range } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
