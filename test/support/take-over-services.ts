import { inject } from 'vitest';
import { impersonalEnvironment } from './impersonal-environment.ts';

/**
 * Before each test file, in its process: nothing personal in the environment, and the services that were started for the run.
 * In the environment, because commands under test and the tools that share the tests' worlds read them there.
 */
const impersonal = impersonalEnvironment(process.env);
for (const name of Object.keys(process.env)) if (!(name in impersonal)) delete process.env[name];
Object.assign(process.env, inject('services'));
