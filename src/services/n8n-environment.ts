import { harmlessEnvironment, withOurNodeFirst } from './child-environment.ts';

interface N8nPlace {
  userFolder: string;
  port: number;
  brokerPort: number;
  encryptionKey: string;
}

/**
 * Modules that a build target does not need, or that call home when n8n starts. Not `otel`, which is off by itself:
 * without the module every execution fails once a package was imported (n8n 2.41).
 */
const DISABLED_MODULES =
  'mcp-registry,instance-ai,chat-hub,agents,insights,community-packages,quick-connect,' +
  'breaking-changes,favorites,instance-registry,instance-version-history';

/**
 * The environment of the local n8n: on loopback only, no outbound call of its own, none of our keys
 * (n8n 2.41: with these settings it was seen to make no outbound attempt).
 */
export function n8nEnvironment(place: N8nPlace, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    ...withOurNodeFirst(harmlessEnvironment(env)), // n8n starts its task runner as `node`
    N8N_USER_FOLDER: place.userFolder,
    N8N_ENCRYPTION_KEY: place.encryptionKey,
    N8N_LISTEN_ADDRESS: '127.0.0.1',
    N8N_HOST: '127.0.0.1',
    N8N_PORT: String(place.port),
    N8N_PROTOCOL: 'http',
    N8N_WEBHOOK_URL: `http://127.0.0.1:${place.port}/`,
    N8N_RUNNERS_BROKER_PORT: String(place.brokerPort),
    N8N_RUNNERS_TASK_TIMEOUT: '60',
    N8N_SECURE_COOKIE: 'false', // plain http on loopback
    N8N_DIAGNOSTICS_ENABLED: 'false',
    N8N_DIAGNOSTICS_CONFIG_FRONTEND: '',
    N8N_DIAGNOSTICS_CONFIG_BACKEND: '',
    N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
    N8N_TEMPLATES_ENABLED: 'false',
    N8N_PERSONALIZATION_ENABLED: 'false',
    N8N_HIRING_BANNER_ENABLED: 'false',
    N8N_DYNAMIC_BANNERS_ENABLED: 'false',
    EXTERNAL_FRONTEND_HOOKS_URLS: '',
    N8N_DISABLED_MODULES: DISABLED_MODULES,
    N8N_COMMUNITY_PACKAGES_ENABLED: 'false',
    N8N_UNVERIFIED_PACKAGES_ENABLED: 'false',
    N8N_AI_ENABLED: 'false',
    N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
    N8N_LOG_LEVEL: 'warn',
    GENERIC_TIMEZONE: 'UTC',
    NODE_ENV: 'production', // no file paths in error answers
  };
}
