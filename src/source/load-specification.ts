import type { JsonObject } from '../protocol/json.ts';
import { isPlainObject, toJsonObject } from '../spec/json-value.ts';
import { checkLimits } from '../spec/limits.ts';
import type { ExecutionContext } from '../spec/author/execution-context.ts';
import type { Specification } from '../spec/model.ts';
import { parseSpecificationDocument, parseWithinLimits } from '../spec/parse.ts';
import { inlineFiles } from './inline-files.ts';
import { parseText } from './parse-text.ts';
import { type Places, createPlaces, withPlaces } from './places.ts';
import { problemReport } from './problem-report.ts';
import { readTextFile } from './text-file.ts';

export interface LoadedSpecification {
  /** The normal form. */
  specification: Specification;
  /** What the author wrote, with the files beside it put in: self-contained, and what a run is given. */
  document: JsonObject;
  /** What stands beside the specification about where it is built. */
  executionContext?: ExecutionContext;
  places: Places;
}

/**
 * Reads a specification file (YAML, or JSON by its extension) with the files beside it that it names.
 *
 * @throws MillwrightError `spec_unreadable`, `spec_too_large`, `spec_syntax` or `spec_invalid`; its problems carry
 *   file, line and column, at most 50 of them, in reading order.
 */
export async function loadSpecification(file: string): Promise<LoadedSpecification> {
  const text = await readTextFile(file, file);
  const parsed = await parseText(text);
  if (!parsed.ok) throw problemReport('spec_syntax', file, parsed.problems);

  // A document that is too deep or too large is not looked into any further.
  const locate = once(parsed.locate);
  const tooMuch = checkLimits(parsed.value);
  if (tooMuch.length > 0)
    throw problemReport('spec_invalid', file, await withPlaces(tooMuch, createPlaces(locate, []), file));
  const inlined = await inlineFiles(file, parsed.value, Buffer.byteLength(text.text));
  const places = createPlaces(locate, inlined.parts);

  // What came from other files has to keep the limits too.
  const read = inlined.parts.length > 0 ? parseSpecificationDocument : parseWithinLimits;
  const result = read(parsed.value);
  const found = result.ok ? [] : result.problems;
  // A file that could not be read is reported once, by what is wrong with it.
  const reported = new Set(inlined.problems.map((problem) => problem.pointer));
  const problems = [...inlined.problems, ...found.filter((problem) => !reported.has(problem.pointer))];
  if (result.ok && problems.length === 0 && isPlainObject(parsed.value)) {
    const { specification, executionContext } = result;
    const document = toJsonObject(parsed.value);
    return { specification, document, places, ...(executionContext && { executionContext }) };
  }
  throw problemReport('spec_invalid', file, await withPlaces(problems, places, file));
}

function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => (made ??= make());
}
