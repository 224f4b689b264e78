import { LANGUAGE_VERSION } from './language-version.ts';
import type { Environment } from './model.ts';

/** The environment of a run that names none: this machine's n8n, and nothing overridden. */
export const LOCAL_ENVIRONMENT: Environment = {
  millwright: LANGUAGE_VERSION,
  environment_id: 'local',
  n8n: { instance: 'local' },
  parameters: {},
  base_urls: {},
  stand_ins: [],
  credentials: {},
  channels: {},
  variables: {},
};
