import { open, realpath } from 'node:fs/promises';
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
    throw new MillwrightError('spec_unreadable', `${name} is not text in UTF-8.`);
  }
}

async function readBytes(name: string, path: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(await realPath(name, path)).catch((cause: unknown) => {
    throw new MillwrightError('spec_unreadable', `${name} cannot be opened${codeOf(cause)}.`, { cause });
  });
  const read = async (): Promise<Buffer> => {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new MillwrightError('spec_unreadable', `${name} is not a file.`);
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
