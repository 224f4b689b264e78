import type { JsonObject } from '../protocol/json.ts';
import { isPlainObject, toJsonObject } from '../spec/json-value.ts';
import type { ExecutionContext } from '../spec/author/execution-context.ts';
import { fillEnvironment } from '../spec/execution-context.ts';
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
 * Reads an environment file (YAML, or JSON by its extension), and fills in what it leaves open.
 *
 * @throws MillwrightError `spec_unreadable`, `spec_too_large` or `environment_invalid`; its problems carry file, line and
 *   column.
 */
export async function loadEnvironment(
  file: string,
  context: ExecutionContext = {},
): Promise<LoadedEnvironment> {
  const parsed = await parseText(await readTextFile(file, file));
  if (!parsed.ok) throw problemReport('environment_invalid', file, parsed.problems);
  const places = createPlaces(parsed.locate, []);
  const document = isPlainObject(parsed.value) ? fillEnvironment(parsed.value, context) : parsed.value;
  const result = parseEnvironmentDocument(document);
  if (result.ok && isPlainObject(document)) {
    return { environment: result.environment, document: toJsonObject(document), places };
  }
  throw problemReport(
    'environment_invalid',
    file,
    await withPlaces(result.ok ? [] : result.problems, places, file),
  );
}
