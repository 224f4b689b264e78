import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hashJson } from '../artifacts/content-hash.ts';

/** The instructions: for the first answer, for an answer after a failed one, and for one that a person asked for. */
export interface PromptFiles {
  builder: string;
  fixer: string;
  person: string;
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
  const person = readPrompt('person');
  return { builder, fixer, person, hash: hashJson({ builder, fixer, person }) };
}

/** Line ends are made equal, so that a checkout on Windows has the same hash. */
function readPrompt(role: string): string {
  const path = fileURLToPath(new URL(`../../prompts/${role}.md`, import.meta.url));
  return readFileSync(path, 'utf8').replaceAll('\r\n', '\n').trim();
}
