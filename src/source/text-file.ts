import { open, realpath, stat } from 'node:fs/promises';
import { withCleanUp } from '../clean-up.ts';
import { MillwrightError } from '../errors.ts';
import { LIMITS } from '../spec/limits.ts';

/** A text file as it was read. `name` is what people see in messages. */
export interface TextFile {
  name: string;
  text: string;
}

/**
 * Reads a UTF-8 text file of limited size.
 *
 * @throws MillwrightError `spec_unreadable` or `spec_too_large`.
 */
export async function readTextFile(
  name: string,
  path: string,
  maxBytes: number = LIMITS.documentBytes,
): Promise<TextFile> {
  const bytes = await readBytes(name, path, maxBytes);
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const before = bytes.subarray(0, firstBadByte(bytes)).toString('utf8').split('\n');
    const place = `${name}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
    throw new MillwrightError(
      'spec_unreadable',
      `${name} is not text in UTF-8; the first other byte is at ${place}.`,
    );
  }
}

/** By halves: the longest beginning that is UTF-8 ends before it. */
function firstBadByte(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length;
  while (good < bad) {
    const middle = Math.ceil((good + bad) / 2);
    if (beginsWell(bytes.subarray(0, middle))) good = middle;
    else bad = middle - 1;
  }
  return good;
}

/** Whether nothing but the last character may be wrong, by being cut off. */
function beginsWell(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function readBytes(name: string, path: string, maxBytes: number): Promise<Buffer> {
  const real = await realPath(name, path);
  // Opening a pipe would wait for somebody who writes into it.
  if (!(await stat(real)).isFile()) throw new MillwrightError('spec_unreadable', `${name} is not a file.`);
  const handle = await open(real).catch((cause: unknown) => {
    throw new MillwrightError('spec_unreadable', `${name} cannot be opened${codeOf(cause)}.`, { cause });
  });
  const read = async (): Promise<Buffer> => {
    const stats = await handle.stat();
    if (stats.size > maxBytes) {
      throw new MillwrightError(
        'spec_too_large',
        `${name} has ${stats.size} bytes; ${maxBytes} are allowed.`,
      );
    }
    return handle.readFile();
  };
  return withCleanUp(read, () => handle.close());
}

async function realPath(name: string, path: string): Promise<string> {
  return realpath(path).catch((cause: unknown) => {
    throw new MillwrightError('spec_unreadable', `${name} cannot be found${codeOf(cause)}.`, { cause });
  });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
}
