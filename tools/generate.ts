// Writes what is generated from the sources: `node tools/generate.ts`. A test keeps the files up to date.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { generatedFiles } from './generate/generated-files.ts';

const root = new URL('..', import.meta.url);

for (const [name, content] of generatedFiles()) {
  const file = new URL(name, root);
  await mkdir(dirname(file.pathname), { recursive: true });
  await writeFile(file, content);
  console.log(name);
}
