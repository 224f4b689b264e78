/**
 * The part of eslint-scope that is used. Its own types ask for the syntax tree of `@types/estree`; any ESTree will do for it,
 * acorn's too.
 */
declare module 'eslint-scope' {
  import type { Program } from 'acorn';

  interface Reference {
    identifier: { name: string; start: number };
  }

  interface ScopeManager {
    globalScope: {
      /** References that nothing in the program declares. */
      through: Reference[];
    };
  }

  export function analyze(
    program: Program,
    options: { ecmaVersion: number; sourceType: 'script' | 'module'; ignoreEval: boolean },
  ): ScopeManager;
}
