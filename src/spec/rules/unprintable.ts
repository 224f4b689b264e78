import type { Problem } from '../../protocol/problem.ts';
import { visitStrings } from '../json-value.ts';
import { toPointer } from '../pointer.ts';

/** Fields whose texts are data of the automation. They are shown to nobody as they are, and may hold what they like. */
const DATA_FIELDS: ReadonlySet<PropertyKey> = new Set([
  'cases',
  'configuration',
  'expected_response',
  'input_schema',
  'output_schema',
  'parameters',
  'request_template',
  'response',
  'samples',
  'schemas',
  'source',
  'variables',
]);

/** What a terminal obeys instead of showing it; tabs and line breaks are neither. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;

/** Marks that turn around what stands behind them, so that a name reads as another one. */
const BIDIRECTIONAL = /[\u202a-\u202e\u2066-\u2069]/u;

/** Texts that people are shown hold nothing that could show them something else. */
export function unprintableRules(document: unknown): Problem[] {
  const problems: Problem[] = [];
  visitStrings(document, (text, path) => {
    const found = CONTROL.exec(text) ?? BIDIRECTIONAL.exec(text);
    if (found === null || path.some((key) => DATA_FIELDS.has(key))) return;
    const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    problems.push({
      rule: 'unprintable',
      pointer: toPointer(path),
      message: `This text holds the control character U+${code}, which a terminal obeys instead of showing it.`,
      fix: 'Remove it.',
    });
  });
  return problems;
}
