import { registerHooks } from 'node:module';

const TRANSLATIONS = '../locales/index.js';

/**
 * Leaves out zod's translations of its own messages: none of them is ever shown, and loading their 57 modules takes almost as
 * long as starting Node (zod 4.6: `zod` has no entry without them). Call it before anything loads zod.
 */
export function leaveOutTranslations(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      specifier === TRANSLATIONS && context.parentURL?.includes('/node_modules/zod/') === true
        ? nextResolve('../locales/en.js', context)
        : nextResolve(specifier, context),
  });
}
