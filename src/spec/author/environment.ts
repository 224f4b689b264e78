import * as z from 'zod';
import { languageVersion } from '../language-version.ts';
import { baseUrl, identifier, label, scalar, variableName } from './fields.ts';

const localInstance = z
  .strictObject({
    instance: z.literal('local').describe('The n8n that Millwright installs and runs on this machine.'),
  })
  .meta({ id: 'local_n8n', title: 'local n8n' });

const remoteInstance = z
  .strictObject({
    instance: z.literal('remote').describe('An n8n that runs somewhere else.'),
    url: baseUrl.describe('Address of the instance.'),
    api_key_variable: variableName
      .default('N8N_API_KEY')
      .describe('Name of the environment variable of the worker that holds the API key.'),
    session: z
      .strictObject({
        email_variable: variableName.describe(
          'Name of the variable that holds the e-mail address of a service user.',
        ),
        password_variable: variableName.describe('Name of the variable that holds their password.'),
      })
      .meta({ id: 'n8n_session', title: 'n8n session' })
      .optional()
      .describe('Allows what an API key does not: the node catalogue and unpublished test runs.'),
  })
  .meta({ id: 'remote_n8n', title: 'remote n8n' });

/** The author's form of an environment file. It holds no secret: secrets are named. */
export const authorEnvironment = z
  .strictObject({
    $schema: z.string().optional().describe('For editors; not read.'),
    millwright: languageVersion,
    environment_id: identifier.describe('Names the place: a run is `<spec id>@<environment id>`.'),
    n8n: z
      .discriminatedUnion('instance', [localInstance, remoteInstance])
      .default({ instance: 'local' })
      .describe('The n8n to build in.'),
    parameters: z
      .record(identifier, scalar)
      .default({})
      .describe('Values that replace those of the specification.'),
    base_urls: z
      .record(identifier, baseUrl)
      .default({})
      .describe('Addresses of services, by integration id.'),
    stand_ins: z
      .array(identifier)
      .max(500)
      .default([])
      .describe('Integrations that loopback stand-ins answer for; shown wherever results are shown.'),
    stand_ins_file: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'File that says what the stand-ins answer, beside this file; `stand-ins.yaml` when left out. `up` and `run` start it.',
      ),
    credentials: z
      .record(z.string(), label)
      .default({})
      .describe(
        'Name of the credential in n8n, by the name that the specification uses; the same name when left out.',
      ),
    available_credentials: z
      .array(label)
      .max(1000)
      .optional()
      .describe('Names of the credentials in n8n that may be used; all that are there when left out.'),
    channels: z
      .record(z.string(), label)
      .default({})
      .describe('Real channels, by the name that the specification uses.'),
    variables: z
      .record(identifier, scalar)
      .default({})
      .describe('What `source: env_var` may read. The environment of the process is never read.'),
  })
  .meta({ id: 'environment', title: 'environment' });

export type AuthorEnvironment = z.output<typeof authorEnvironment>;
