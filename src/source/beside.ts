import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Problem } from '../protocol/problem.ts';
import { MillwrightError } from '../errors.ts';
import { nearest } from '../spec/nearest.ts';
import { pathObjection } from '../spec/path-objection.ts';
import { readTextFile, type TextFile } from './text-file.ts';

export type BesideFile = { ok: true; file: TextFile } | { ok: false; problem: Omit<Problem, 'pointer'> };

/** Reads a file that a specification names: below the specification's own folder, also after following links. */
export async function readBeside(
  specificationFile: string,
  name: string,
  maxBytes: number,
): Promise<BesideFile> {
  const folder = dirname(specificationFile);
  const objection = /\.ya?ml$/i.test(name) ? pathObjection(`${name}.json`) : pathObjection(name);
  if (objection !== undefined) {
    const message = `The file name \`${name.slice(0, 100).replaceAll(/\p{C}/gu, '?')}\` ${objection}.`;
    return refused(
      'path_not_contained',
      message,
      'Name a file in the folder of the specification, such as `samples/carts.yaml`.',
    );
  }
  const path = join(folder, name);
  try {
    if (!(await isBelow(path, folder))) {
      const message = `\`${name}\` is a link that leads out of the folder of the specification.`;
      return refused('path_not_contained', message, 'Put the file itself into the folder.');
    }
    return { ok: true, file: await readTextFile(path, path, maxBytes) };
  } catch (error) {
    if (error instanceof MillwrightError) return refused(error.code, error.message, error.fix);
    return refused(
      'file_not_found',
      `There is no file \`${name}\` beside the specification.`,
      await suggestFile(path, folder),
    );
  }
}

function refused(rule: string, message: string, fix: string): BesideFile {
  return { ok: false, problem: { rule, message, fix } };
}

async function isBelow(path: string, folder: string): Promise<boolean> {
  const way = relative(await realpath(folder), await realpath(path));
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`);
}

async function suggestFile(path: string, folder: string): Promise<string> {
  const names = await readdir(dirname(path)).catch(() => []);
  const match = nearest(basename(path), names);
  if (match === undefined) return 'Check the name; it is relative to the folder of the specification.';
  return `Did you mean \`${relative(folder, join(dirname(path), match)).replaceAll(sep, '/')}\`?`;
}
