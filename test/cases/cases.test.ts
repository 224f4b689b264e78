import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'vitest';
import { MillwrightError } from '../../src/errors.ts';
import { loadSpecification } from '../../src/source/load-specification.ts';

/** What `validate` says of specifications that once went wrong: `line rule` of each problem. */
const EXPECTED: Record<string, string[]> = {
  'predefined-credential-type.yaml': [],
  'empty-credential-name.yaml': ['15 missing_name'],
  'filler-live-tbd.yaml': ['19 unknown_name'],
  'escape-title.yaml': ['2 unprintable', '3 unprintable', '4 unprintable', '8 unprintable', '11 unprintable'],
  'poison.yaml': ['5 endless_schema'],
  'proto.yaml': [12, 13, 20, 21, 22, 22, 22, 22, 22, 25].map((line) => `${line} invalid_value`),
  'manual.yaml': [],
  'params.yaml': [],
  'paths.yaml': [],
  'newline.yaml': [],
  'braces.yaml': [],
  'exfil-live.yaml': [],
  'trojan-e2e.yaml': [],
  'intrinsics.yaml': ['24 code_not_acceptable'],
};

for (const [file, expected] of Object.entries(EXPECTED)) {
  test(`${file} ${expected.length === 0 ? 'is valid' : 'is refused at its line'}`, async () => {
    assert.deepEqual(await problemsOf(join(import.meta.dirname, file)), expected);
  });
}

async function problemsOf(file: string): Promise<string[]> {
  try {
    await loadSpecification(file);
    return [];
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    return error.problems.map(({ place, rule }) => `${place?.line} ${rule}`);
  }
}
