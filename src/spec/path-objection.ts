const MAX_PATH_BYTES = 240;
const MAX_NAME_BYTES = 200;
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const CODE_FILE = /\.(mjs|js|cjs|ts|mts|json|md|txt)$/;

/**
 * Why a path may not be written below a workspace, in words that follow "The path … "; nothing when it may. By name
 * only: whoever writes the file also looks at the links on the way.
 */
export function pathObjection(path: string): string | undefined {
  if (path === '') return 'is empty';
  if (/\p{C}/u.test(path)) return 'has invisible or control characters';
  if (path !== path.normalize('NFC')) return 'is not in Unicode normal form C';
  if (path.includes('\\')) return 'has a backslash';
  if (/^[A-Za-z]:/.test(path)) return 'names a drive';
  if (path.startsWith('/') || path.startsWith('~')) return 'is not relative';
  if (utf8Length(path) > MAX_PATH_BYTES) return `is longer than ${MAX_PATH_BYTES} bytes`;
  const objection = path
    .split('/')
    .map(nameObjection)
    .find((found) => found !== undefined);
  if (objection !== undefined) return objection;
  return CODE_FILE.test(path) ? undefined : 'does not end in the extension of a code or text file';
}

function nameObjection(name: string): string | undefined {
  if (name === '') return 'has an empty part';
  if (name === '.' || name === '..') return 'leads out of the workspace';
  if (utf8Length(name) > MAX_NAME_BYTES) return `has a part longer than ${MAX_NAME_BYTES} bytes`;
  if (/[. ]$/.test(name)) return 'has a part that ends in a dot or a space';
  if (name.startsWith('.')) return 'has a hidden part';
  if (name.toLowerCase() === 'node_modules') return 'leads into node_modules';
  return WINDOWS_DEVICE.test(name) ? 'has a part that is the name of a device' : undefined;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
