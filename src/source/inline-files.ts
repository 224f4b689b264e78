import type { Problem } from '../protocol/problem.ts';
import { isPlainObject } from '../spec/json-value.ts';
import { LIMITS } from '../spec/limits.ts';
import { toPointer } from '../spec/pointer.ts';
import { readBeside } from './beside.ts';
import { parseText } from './parse-text.ts';
import type { Locate } from './parsed-text.ts';

/** A part of the document that came from another file. */
export interface InlinedPart {
  pointer: string;
  locate: () => Promise<Locate>;
}

export interface Inlined {
  parts: InlinedPart[];
  problems: Problem[];
}

/** One line that is the name of a code file, and not code. */
const CODE_FILE_NAME = /^[\w.-]+(\/[\w.-]+)*\.(mjs|js|cjs)$/;

/**
 * Puts the files that tasks name in the place of their names: `samples`, `cases` and `source`. Changes `document`, the
 * loader's own; afterwards it is self-contained, whatever becomes of the files.
 */
export async function inlineFiles(
  specificationFile: string,
  document: unknown,
  usedBytes: number,
): Promise<Inlined> {
  const inlined: Inlined = { parts: [], problems: [] };
  let bytesLeft = LIMITS.documentBytes - usedBytes;
  for (const reference of fileReferences(document)) {
    const pointer = toPointer(reference.path);
    const beside = await readBeside(specificationFile, reference.name, bytesLeft);
    if (!beside.ok) {
      inlined.problems.push({ ...beside.problem, pointer });
      continue;
    }
    bytesLeft -= Buffer.byteLength(beside.file.text);
    if (reference.field === 'source') {
      reference.holder[reference.field] = beside.file.text;
      const place = { file: beside.file.name, line: 1, column: 1 };
      inlined.parts.push({ pointer, locate: async () => () => place });
      continue;
    }
    const parsed = await parseText(beside.file);
    if (!parsed.ok) {
      inlined.problems.push(...parsed.problems.map((problem) => ({ ...problem, pointer })));
      continue;
    }
    reference.holder[reference.field] = parsed.value;
    inlined.parts.push({ pointer, locate: parsed.locate });
  }
  return inlined;
}

interface FileReference {
  holder: Record<string, unknown>;
  field: string;
  name: string;
  path: PropertyKey[];
}

function fileReferences(document: unknown): FileReference[] {
  const wrapped = isPlainObject(document) && 'specification_output' in document;
  const root = wrapped ? ['specification_output'] : [];
  const specification = wrapped ? document['specification_output'] : document;
  const implementation = isPlainObject(specification) ? specification['implementation'] : undefined;
  const tasks = isPlainObject(implementation) ? implementation['task_summary'] : undefined;
  if (!Array.isArray(tasks)) return [];
  return tasks.flatMap((task: unknown, index) => {
    const path = [...root, 'implementation', 'task_summary', index];
    return isPlainObject(task) ? taskReferences(task, path) : [];
  });
}

function taskReferences(task: Record<string, unknown>, path: PropertyKey[]): FileReference[] {
  return ['acceptance_check', 'acceptance', 'code_instructions'].flatMap((part) => {
    const holder = task[part];
    if (!isPlainObject(holder)) return [];
    const fields = part === 'code_instructions' ? ['source'] : ['samples', 'cases'];
    return fields.flatMap((field) => {
      const name = holder[field];
      if (typeof name !== 'string') return [];
      if (field === 'source' && !CODE_FILE_NAME.test(name)) return [];
      return [{ holder, field, name, path: [...path, part, field] }];
    });
  });
}
