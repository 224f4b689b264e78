// Keeps the normal forms of the examples as this build stores them: `node tools/store-documents.ts NAME`, once per release.
// Every later build must read them (test/spec/stored-documents.test.ts).
import { mkdir, writeFile } from 'node:fs/promises';
import { canonicalJson } from '../src/artifacts/content-hash.ts';
import { loadEnvironment } from '../src/source/load-environment.ts';
import { loadSpecification } from '../src/source/load-specification.ts';
import { resolveParameters } from '../src/spec/parameters.ts';
import { bindStandIns } from '../src/spec/stand-in-urls.ts';

const EXAMPLES = ['abandoned-cart', 'customer-sync'];
const STAND_INS_URL = 'http://127.0.0.1:8431';

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9][a-z0-9.-]*$/.test(name))
  throw new TypeError('usage: node tools/store-documents.ts NAME, for example 0.2.0');
const folder = new URL(`../test/spec/stored-documents/${name}/`, import.meta.url);
await mkdir(folder, { recursive: true });

for (const example of EXAMPLES) {
  const file = (kind: string): string =>
    new URL(`../examples/${example}/${kind}.yaml`, import.meta.url).pathname;
  const { specification } = await loadSpecification(file('specification'));
  const environment = bindStandIns((await loadEnvironment(file('environment'))).environment, STAND_INS_URL);
  await keep(`${example}.specification.json`, resolveParameters(specification, environment));
  await keep(`${example}.environment.json`, environment);
}

/** What is kept is never written again. */
async function keep(file: string, document: unknown): Promise<void> {
  await writeFile(new URL(file, folder), `${canonicalJson(document)}\n`, { flag: 'wx' });
  console.log(file);
}
