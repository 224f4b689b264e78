import type { Problem, SourcePlace } from '../protocol/problem.ts';
import type { InlinedPart } from './inline-files.ts';
import type { Locate } from './parsed-text.ts';

/** Leads from JSON pointers of a loaded document to lines of the files that it came from. */
export interface Places {
  locate(pointer: string, at?: 'value' | 'name'): Promise<SourcePlace>;
}

export function createPlaces(locateInMain: () => Promise<Locate>, parts: readonly InlinedPart[]): Places {
  return {
    locate: async (pointer, at = 'value') => {
      const part = parts.find(
        (candidate) => pointer === candidate.pointer || pointer.startsWith(`${candidate.pointer}/`),
      );
      if (part === undefined) return (await locateInMain())(pointer, at);
      return (await part.locate())(pointer.slice(part.pointer.length), at);
    },
  };
}

/** Rules that are about the name of a field rather than about its value. */
const ABOUT_NAMES: ReadonlySet<string> = new Set([
  'unknown_field',
  'forbidden_key',
  'invalid_name',
  'unexpected_field',
]);

/** The problems with their places, in reading order: main file first, then by line. */
export async function withPlaces(
  problems: readonly Problem[],
  places: Places,
  mainFile: string,
): Promise<Problem[]> {
  const placed: Problem[] = [];
  for (const problem of problems) {
    const at = ABOUT_NAMES.has(problem.rule) ? 'name' : 'value';
    placed.push({ ...problem, place: problem.place ?? (await places.locate(problem.pointer, at)) });
  }
  const rank = (file: string | undefined): string => (file === mainFile ? '' : (file ?? ''));
  return placed.toSorted((left, right) => {
    const byFile = rank(left.place?.file).localeCompare(rank(right.place?.file));
    const byLine = (left.place?.line ?? 0) - (right.place?.line ?? 0);
    return byFile || byLine || (left.place?.column ?? 0) - (right.place?.column ?? 0);
  });
}
