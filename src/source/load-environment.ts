import type { JsonObject } from '../protocol/json.ts';
import { isPlainObject, toJsonObject } from '../spec/json-value.ts';
import type { Environment } from '../spec/model.ts';
import { parseEnvironmentDocument } from '../spec/parse.ts';
import { parseText } from './parse-text.ts';
import { type Places, createPlaces, withPlaces } from './places.ts';
import { problemReport } from './problem-report.ts';
import { readTextFile } from './text-file.ts';

export interface LoadedEnvironment {
  environment: Environment;
  document: JsonObject;
  places: Places;
}

/**
 * Reads an environment file (YAML, or JSON by its extension).
 *
 * @throws MillwrightError `spec_unreadable`, `spec_too_large` or `environment_invalid`; its problems carry file, line and
 *   column.
 */
export async function loadEnvironment(file: string): Promise<LoadedEnvironment> {
  const parsed = await parseText(await readTextFile(file, file));
  if (!parsed.ok) throw problemReport('environment_invalid', file, parsed.problems);
  const places = createPlaces(parsed.locate, []);
  const result = parseEnvironmentDocument(parsed.value);
  if (result.ok && isPlainObject(parsed.value)) {
    return { environment: result.environment, document: toJsonObject(parsed.value), places };
  }
  throw problemReport(
    'environment_invalid',
    file,
    await withPlaces(result.ok ? [] : result.problems, places, file),
  );
}
