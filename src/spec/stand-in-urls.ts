import type { Environment } from './model.ts';

/**
 * The environment with the base URL of every stood-in integration pointing below the stand-ins' root address. A base
 * URL that the environment names itself is kept.
 */
export function bindStandIns(environment: Environment, standInsUrl: string | undefined): Environment {
  if (standInsUrl === undefined || environment.stand_ins.length === 0) return environment;
  const root = standInsUrl.replace(/\/$/, '');
  const urls = Object.fromEntries(
    environment.stand_ins.map((integration) => [integration, `${root}/${integration}`]),
  );
  return { ...environment, base_urls: { ...urls, ...environment.base_urls } };
}
