import { fileURLToPath } from 'node:url';

export type ExampleName = 'abandoned-cart' | 'customer-sync';

export function exampleFolder(name: ExampleName): string {
  return fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
}
