import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { MillwrightError } from '../errors.ts';
import type { Problem } from '../protocol/problem.ts';
import { standInsSchema, type StandIn } from './definition.ts';

const FIX = 'Correct the file at this place.';

/**
 * Reads a `stand-ins.yaml`.
 * @throws MillwrightError `stand_ins_invalid`, each problem with its line and column.
 */
export async function readStandIns(file: string): Promise<StandIn[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new MillwrightError('stand_ins_invalid', `The file ${file} cannot be read.`, { cause: error });
  }
  return parseStandIns(text, file);
}

/** As {@link readStandIns}, of text that was read already; `file` is for the messages. */
export function parseStandIns(text: string, file: string): StandIn[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const place = (offset: number): { file: string; line: number; column: number } => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const syntax = document.errors.map((error): Problem => {
    const [message = error.message] = error.message.split(' at line');
    return { rule: 'syntax', message, fix: FIX, pointer: '', place: place(error.pos[0]) };
  });
  if (syntax.length > 0) throw invalid(file, syntax);

  // No aliases: a file of a few lines could otherwise grow without bound.
  const parsed = standInsSchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data;
  throw invalid(
    file,
    parsed.error.issues.map((issue): Problem => {
      const path = issue.path.map(String);
      return {
        rule: issue.code,
        message: issue.message,
        fix: FIX,
        pointer: `/${path.join('/')}`,
        place: place(offsetOf(issue.path)),
      };
    }),
  );

  /** Offset of the deepest value on the way that exists: a missing field is shown at its parent. */
  function offsetOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = document.getIn(path.slice(0, length), true);
      if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
        const [start] = node.range;
        if (typeof start === 'number') return start;
      }
    }
    return 0;
  }
}

function invalid(file: string, problems: Problem[]): MillwrightError {
  const shown = problems.map(
    ({ place, pointer, message }) => `${file}:${place?.line}:${place?.column} ${pointer} ${message}`,
  );
  return new MillwrightError('stand_ins_invalid', shown.join('\n'), { problems });
}
