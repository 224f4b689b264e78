import {
  LineCounter,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Range,
  type YAMLMap,
} from 'yaml';
import type { Problem, SourcePlace } from '../protocol/problem.ts';
import { fromPointer } from '../spec/pointer.ts';
import { type Locate, type ParsedText, syntaxProblem } from './parsed-text.ts';
import { isRounded, LONG_NUMBER, roundedNumber } from './rounded-number.ts';
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
      // Its own look compares every key with every other.
      uniqueKeys: false,
    });
    const document = documents[0];
    if (document === undefined) return { ok: false, problems: [emptyFile(placeAt(0))] };
    const problems = documentProblems(document, placeAt);
    if (file.text.includes('*')) problems.push(...aliasProblems(document, placeAt));
    problems.push(...repeatedKeyProblems(document, placeAt));
    if (LONG_NUMBER.test(file.text)) problems.push(...roundedNumberProblems(document, placeAt));
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
  return [...document.errors.slice(0, 1), ...document.warnings].map((error) => {
    const rule = error.name === 'YAMLWarning' ? 'yaml_tag' : 'syntax';
    const fix = FIXES[error.code] ?? DEFAULT_FIX;
    return syntaxProblem(rule, placeAt(error.pos[0]), sentence(error.message), fix);
  });
}

function repeatedKeyProblems(document: Document.Parsed, placeAt: (offset: number) => SourcePlace): Problem[] {
  if (document.errors.length > 0) return [];
  const problems: Problem[] = [];
  visit(document, {
    Map: (_key, map) => {
      const keys = new Set<string>();
      for (const { key } of map.items) {
        const name = String(isScalar(key) ? key.value : key);
        if (keys.has(name) && hasRange(key))
          problems.push(
            syntaxProblem(
              'duplicate_key',
              placeAt(key.range[0]),
              `Map keys must be unique: \`${name.slice(0, 100)}\` is there already.`,
              'Remove one of the two entries, or rename it.',
            ),
          );
        keys.add(name);
      }
    },
  });
  return problems;
}

function roundedNumberProblems(
  document: Document.Parsed,
  placeAt: (offset: number) => SourcePlace,
): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar: (_key, { value, source, range }) => {
      if (isRounded(value)) problems.push(roundedNumber(source ?? String(value), placeAt(range?.[0] ?? 0)));
    },
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
  const members = new WeakMap<YAMLMap, Map<string, Member>>();
  return (pointer, at) => {
    let node: unknown = document.contents;
    let name: unknown = document.contents;
    for (const segment of fromPointer(pointer)) {
      const member = memberOf(node, segment, members);
      if (member === undefined) break;
      ({ node, name } = member);
    }
    const target = at === 'name' || !hasRange(node) ? name : node;
    return placeAt(hasRange(target) ? target.range[0] : 0);
  };
}

interface Member {
  node: unknown;
  name: unknown;
}

/** @param known the members of the maps that were looked at: thousands of problems may stand in one. */
function memberOf(
  node: unknown,
  segment: string,
  known: WeakMap<YAMLMap, Map<string, Member>>,
): Member | undefined {
  if (isSeq(node)) {
    const item: unknown = node.items[Number(segment)];
    return item === undefined ? undefined : { node: item, name: item };
  }
  if (!isMap(node)) return undefined;
  const members = known.get(node) ?? membersOf(node);
  known.set(node, members);
  return members.get(segment);
}

function membersOf(map: YAMLMap): Map<string, Member> {
  const members = new Map<string, Member>();
  for (const { key, value } of map.items)
    if (isScalar(key)) members.set(String(key.value), { node: value, name: key });
  return members;
}

function hasRange(node: unknown): node is { range: Range } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}
