import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { loadSpecification, type LoadedSpecification } from '../../src/source/load-specification.ts';

const root = new URL('../../examples/', import.meta.url);

/** Paths of all shipped specifications. */
export async function exampleFiles(): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => fileURLToPath(new URL(`${entry.name}/specification.yaml`, root)));
}

export function loadExample(name: string): Promise<LoadedSpecification> {
  return loadSpecification(fileURLToPath(new URL(`${name}/specification.yaml`, root)));
}

export function exampleFile(name: string): string {
  return fileURLToPath(new URL(name, root));
}
