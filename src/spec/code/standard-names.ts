import { LANGUAGE_NAMES } from '../language-names.ts';

/**
 * What accepted code may name without declaring it: values of the language that give the same for the same input. They
 * are the same in the sandbox and in n8n's task runner; no other name is in both, or none that is safe.
 */
export const STANDARD_NAMES: ReadonlySet<string> = new Set([
  ...LANGUAGE_NAMES,
  'BigInt64Array',
  'BigUint64Array',
  'Float32Array',
  'Float64Array',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
]);

/** What of the language leads to the whole world of a program. The guard hides it by parameters of the same name. */
export const HIDDEN_NAMES: readonly string[] = [
  'Function',
  'Promise',
  'Proxy',
  'Reflect',
  'WebAssembly',
  'global',
  'globalThis',
  'module',
];
