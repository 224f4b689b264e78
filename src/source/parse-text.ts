import { parseJsonText } from './json-text.ts';
import type { ParsedText } from './parsed-text.ts';
import type { TextFile } from './text-file.ts';

/** Reads a file as JSON when its name ends in `.json`, else as YAML, whose parser is loaded only then. */
export async function parseText(file: TextFile): Promise<ParsedText> {
  if (file.name.toLowerCase().endsWith('.json')) return parseJsonText(file);
  const { parseYamlText } = await import('./yaml-text.ts');
  return parseYamlText(file);
}
