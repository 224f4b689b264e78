import { resolve } from 'node:path';
import { z } from 'zod';
import { MillwrightError } from './errors.ts';
import type { Problem } from './protocol/problem.ts';

/** The process environment, parsed once. Holds no secret: of a key only whether it is there. */
export interface Config {
  /** Absolute path of the data folder. */
  home: string;
  /** Environment file for commands that get no `--environment`. */
  environmentFile: string | undefined;
  temporal: {
    /** `host:port`; the server that Millwright started itself when undefined. */
    address: string | undefined;
    namespace: string;
    /** Workers run beside those of other builds; one build replaces the other when undefined. */
    deploymentName: string | undefined;
    /** Version of the worker's code; derived from the workflow sources when undefined. */
    buildId: string | undefined;
  };
  anthropic: {
    /** Without a key the model's answers are replayed from files. */
    hasApiKey: boolean;
    baseUrl: string | undefined;
  };
  /** Absolute path below which large downloads are kept; `~/.cache` when undefined. */
  cacheHome: string | undefined;
}

/** Variables that are set but empty count as not set, as in most shells. */
const text = z
  .string()
  .optional()
  .transform((value) => (value === '' ? undefined : value));

const VARIABLES = z.object({
  MILLWRIGHT_HOME: text,
  MILLWRIGHT_ENVIRONMENT: text,
  TEMPORAL_ADDRESS: text.refine(isAddress, 'must be `host:port`, e.g. `127.0.0.1:7233`'),
  TEMPORAL_NAMESPACE: text.refine(
    (value) => value === undefined || !/\s/.test(value),
    'must not contain spaces',
  ),
  TEMPORAL_DEPLOYMENT_NAME: text.refine(
    (value) => value === undefined || /^[^\s.:]+$/.test(value),
    'must not contain spaces, "." or ":"',
  ),
  TEMPORAL_WORKER_BUILD_ID: text.refine(
    (value) => value === undefined || !/\s/.test(value),
    'must not contain spaces',
  ),
  ANTHROPIC_API_KEY: text.refine(
    (value) => value === undefined || !/\s/.test(value),
    'must not contain spaces',
  ),
  ANTHROPIC_BASE_URL: text.refine(isHttpUrl, 'must be an http or https address'),
  XDG_CACHE_HOME: text.refine(
    (value) => value === undefined || value.startsWith('/'),
    'must be an absolute path',
  ),
});

const SETTINGS = VARIABLES.refine(
  (set) => set.TEMPORAL_WORKER_BUILD_ID === undefined || set.TEMPORAL_DEPLOYMENT_NAME !== undefined,
  { path: ['TEMPORAL_WORKER_BUILD_ID'], message: 'needs TEMPORAL_DEPLOYMENT_NAME' },
);

/**
 * @param env usually `process.env`.
 * @param dataFolder what `--data` says; wins over `MILLWRIGHT_HOME`.
 * @throws MillwrightError `setting_invalid`, with one problem for every bad variable. Values are not shown: some are secret.
 */
export function parseConfig(env: Record<string, string | undefined>, dataFolder?: string): Config {
  const parsed = SETTINGS.safeParse(env);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      variableProblem(String(issue.path[0]), issue.message),
    );
    throw new MillwrightError(
      'setting_invalid',
      'The process environment has variables that cannot be used.',
      {
        problems,
      },
    );
  }
  const variables = parsed.data;
  return {
    home: resolve(dataFolder ?? variables.MILLWRIGHT_HOME ?? '.millwright'),
    environmentFile: variables.MILLWRIGHT_ENVIRONMENT,
    temporal: {
      address: variables.TEMPORAL_ADDRESS,
      namespace: variables.TEMPORAL_NAMESPACE ?? 'default',
      deploymentName: variables.TEMPORAL_DEPLOYMENT_NAME,
      buildId: variables.TEMPORAL_WORKER_BUILD_ID,
    },
    anthropic: {
      hasApiKey: variables.ANTHROPIC_API_KEY !== undefined,
      baseUrl: variables.ANTHROPIC_BASE_URL,
    },
    cacheHome: variables.XDG_CACHE_HOME,
  };
}

function variableProblem(name: string, message: string): Problem {
  return {
    rule: 'bad_variable',
    message: `${name} ${message}.`,
    fix: `Correct or unset ${name}.`,
    pointer: `/${name}`,
  };
}

function isAddress(value: string | undefined): boolean {
  if (value === undefined) return true;
  const port = Number(/^[^\s/]+:(\d{1,5})$/.exec(value)?.[1]);
  return port >= 1 && port <= 65_535;
}

function isHttpUrl(value: string | undefined): boolean {
  if (value === undefined) return true;
  return URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);
}
