import { STANDARD_NAMES } from './standard-names.ts';

/** What the author of the specification grants to code of his own. */
export interface Granted {
  /** Names of n8n: `helpers` as a whole, or `helpers.httpRequest` and nothing else of it. */
  uses: readonly string[];
  /** A `TODO` may be left. */
  allowsStubs?: boolean;
}

/** `helpers` of `helpers.httpRequest`, each once. */
export function rootsOf(uses: readonly string[]): string[] {
  return [...new Set(uses.map(rootOf))];
}

/**
 * What `load` is called with: the replaced values, then what is granted, and of `helpers.httpRequest` nothing but that.
 *
 * @param replacements by the name of the standard value; one that is granted itself is given as it is
 */
export function grantedValues(uses: readonly string[], replacements: ReadonlyMap<string, string>): string[] {
  const roots = rootsOf(uses);
  const values = [...new Set([...replacements.keys(), ...roots])];
  return values.map((name) =>
    roots.includes(name) ? granted(name, uses) : (replacements.get(name) ?? name),
  );
}

function granted(root: string, uses: readonly string[]): string {
  const members = membersOf(root, uses);
  return members === undefined ? root : `{ ${members.map((name) => `${name}: ${root}.${name}`).join(', ')} }`;
}

/** Declarations for the sandbox, where n8n is not there. */
export function missingValues(uses: readonly string[]): string[] {
  const missing = (name: string): string =>
    `() => { throw new Error('${name} is not there when samples are run.'); }`;
  return rootsOf(uses)
    .filter((root) => !STANDARD_NAMES.has(root))
    .map((root) => {
      const members = membersOf(root, uses);
      const value =
        members === undefined
          ? missing(root)
          : `{ ${members.map((name) => `${name}: ${missing(`${root}.${name}`)}`).join(', ')} }`;
      return `const ${root} = ${value};`;
    });
}

/** Nothing when the root is granted as a whole. */
function membersOf(root: string, uses: readonly string[]): string[] | undefined {
  const own = uses.filter((use) => rootOf(use) === root);
  return own.includes(root) ? undefined : own.map((use) => use.slice(root.length + 1));
}

function rootOf(use: string): string {
  return use.split('.')[0] ?? use;
}
