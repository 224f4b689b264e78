import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Environment } from '../../spec/model.ts';

/** Name of the file that is taken when the environment names stand-ins and no file. */
const BESIDE = 'stand-ins.yaml';

/** The file that describes the stand-ins of an environment, as an absolute path; undefined when there is none. */
export function standInsFileOf(environmentFile: string, environment: Environment): string | undefined {
  const { stand_ins: names, stand_ins_file: named } = environment;
  if (names.length === 0) return undefined;
  const folder = dirname(environmentFile);
  if (named !== undefined) return resolve(folder, named);
  const beside = join(folder, BESIDE);
  return existsSync(beside) ? resolve(beside) : undefined;
}
