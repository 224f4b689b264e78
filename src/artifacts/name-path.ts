import { hashText } from './content-hash.ts';

/** Folders that a name can lie in; what is left of it is the file, so that no path gets too long for a disk. */
const MAX_FOLDERS = 2;

/** File systems allow 255 bytes. */
const MAX_PART_LENGTH = 180;
const KEPT_LENGTH = 100;

/** Where names lie: the folders and the file of a name, the folders of all names below a prefix. */
export function foldersAndFile(name: string): string[] {
  const segments = name.split('/');
  const folders = segments.slice(0, -1).slice(0, MAX_FOLDERS);
  const rest = segments.slice(folders.length).join('/');
  return [...folders.map(encode), `${encode(rest)}.json`];
}

/** The folder that holds all names which begin with `<prefix>/`, and maybe others. */
export function foldersBelow(prefix: string): string[] {
  return prefix.split('/').slice(0, MAX_FOLDERS).map(encode);
}

/**
 * One part of a path. Names come from outside: only `a-z`, `0-9`, `-` and `_` stand for themselves, so that nothing
 * leads out of the folder, and names that differ in upper and lower case alone differ on every disk. A file has a dot,
 * a folder none, so `a` and `a/b` can both be names.
 */
function encode(part: string): string {
  if (part === '') return '%';
  const encoded = part.replaceAll(
    /[^a-z0-9_-]/g,
    (unit) => `%${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (encoded.length <= MAX_PART_LENGTH) return encoded;
  return `${encoded.slice(0, KEPT_LENGTH)}~${hashText(encoded)}`;
}
