import { registerHooks } from 'node:module';

/** Preloaded into a process: it then fails as soon as anything of Temporal is loaded. */
registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier.startsWith('@temporalio/')) throw new Error(`${specifier} was loaded`);
    return nextResolve(specifier, context);
  },
});
