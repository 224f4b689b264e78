import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import { ADMIN_PREFIX, CASE_PREFIX, SERVICE_NAME } from './addresses.ts';
import { receivedRequestSchema, type ExtraAnswer, type ReceivedRequest } from './definition.ts';

const REQUEST_TIMEOUT_MS = 10_000;

/** Talks to the admin API of running stand-ins. All throw MillwrightError `stand_ins_unreachable` when they are not there. */
export interface StandInClient {
  /** Ids of the integrations that are stood in for. */
  integrations(): Promise<string[]>;
  /** Extra answers that hold for requests of this case only. */
  openCase(key: string, answers: ExtraAnswer[]): Promise<void>;
  closeCase(key: string): Promise<void>;
  requestsOf(key: string): Promise<ReceivedRequest[]>;
  /** All requests after this number, those of cases included. */
  requestsAfter(number: number): Promise<ReceivedRequest[]>;
  /** Base URL at which `integration` answers for one case. */
  caseUrl(key: string, integration: string): string;
}

const healthSchema = z.object({ service: z.literal(SERVICE_NAME), integrations: z.array(z.string()) });
const requestsSchema = z.object({ requests: z.array(receivedRequestSchema) });

/** @param url Where the stand-ins listen, e.g. `http://127.0.0.1:5680`. */
export function createStandInClient(url: string): StandInClient {
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    let response: Response;
    try {
      response = await fetch(`${url}${ADMIN_PREFIX}${path}`, {
        method,
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      if (response.ok) return answer;
    } catch (error) {
      throw new MillwrightError('stand_ins_unreachable', `The stand-ins do not answer at ${url}.`, {
        cause: error,
      });
    }
    throw new MillwrightError(
      'internal',
      `The stand-ins refused ${method} ${path} (HTTP ${response.status}).`,
    );
  };
  return {
    integrations: async () => healthSchema.parse(await call('GET', '/health')).integrations,
    openCase: async (key, answers) => void (await call('PUT', `/cases/${key}`, { answers })),
    closeCase: async (key) => void (await call('DELETE', `/cases/${key}`)),
    requestsOf: async (key) => requestsSchema.parse(await call('GET', `/requests?case=${key}`)).requests,
    requestsAfter: async (number) =>
      requestsSchema.parse(await call('GET', `/requests?after=${number}`)).requests,
    caseUrl: (key, integration) => `${url}${CASE_PREFIX}${key}/${integration}`,
  };
}
