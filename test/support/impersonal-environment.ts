/**
 * Settings and keys of the person who runs the tests reach no test: it could bill them or write to their n8n. How many random
 * runs there are, and how much is killed, may be said.
 */
const PERSONAL = /^(?!MILLWRIGHT_TEST_(?:RUNS|KILLS)$)(?:TEMPORAL|MILLWRIGHT|ANTHROPIC|N8N)_/;

export function impersonalEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !PERSONAL.test(name)));
}
