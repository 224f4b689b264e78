import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashJson } from '../artifacts/content-hash.ts';

/** The instructions of the two roles. */
export interface PromptFiles {
  builder: string;
  fixer: string;
  /** Version of the prompts: changes with every byte of them. */
  hash: string;
}

let loaded: PromptFiles | undefined;

/** Reads `prompts/` once per process. */
export function loadPromptFiles(): PromptFiles {
  loaded ??= readPromptFiles();
  return loaded;
}

function readPromptFiles(): PromptFiles {
  const builder = readPrompt('builder');
  const fixer = readPrompt('fixer');
  return { builder, fixer, hash: hashJson({ builder, fixer }) };
}

/** Line ends are made equal, so that a checkout on Windows has the same hash. */
function readPrompt(role: string): string {
  const path = fileURLToPath(new URL(`../../prompts/${role}.md`, import.meta.url));
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim();
}
