import { delimiter, dirname } from 'node:path';

/** What every program needs to run, and nothing that could be a secret. */
const HARMLESS = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'XDG_CACHE_HOME'];

/** npm puts its own settings into the environment of a script; a nested npm must not take them for its own. */
const OF_THE_OUTER_NPM = /^npm_(package_|lifecycle_|command$|execpath$|config_local_prefix$)|^INIT_CWD$/;

/** The environment of a program of others (n8n, Temporal): it gets no key of ours. */
export function harmlessEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return pick(env, (name) => HARMLESS.includes(name));
}

/** The environment of the sandbox worker: where Temporal is, and no key. */
export function sandboxEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return pick(env, (name) => name === 'PATH' || name.startsWith('TEMPORAL_'));
}

/** The environment of an installation: the user's, so that proxies and registries hold; see {@link OF_THE_OUTER_NPM}. */
export function installEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return pick(env, (name) => !OF_THE_OUTER_NPM.test(name));
}

/** For programs that start `node` by name: they get the one that runs us, not an older one of the machine. */
export function withOurNodeFirst(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, PATH: [dirname(process.execPath), env['PATH'] ?? ''].join(delimiter) };
}

function pick(env: NodeJS.ProcessEnv, wanted: (name: string) => boolean): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => wanted(name)));
}
