import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { MillwrightError } from '../errors.ts';
import type { JsonObject } from '../protocol/json.ts';
import { readAnswers, type RecordedAnswer } from './answer-file.ts';
import type { NoRecordedAnswer } from '../claude/error-mapping.ts';
import { readJsonBody } from './read-json-body.ts';
import { hashRequest } from './request-hash.ts';
import { API_VERSION, findRequestObjection } from './request-rules.ts';
import { playScenario, sendError, sendStream, type ErrorAnswer, type Scenario } from './scenario.ts';

const KEPT_REQUESTS = 100;

export interface ReplayOptions {
  answersFolders: string[];
  /** 0 for any free port. */
  port: number;
  /** For tests: what happens at the next calls, one each, before recordings are used again. */
  scenarios?: Scenario[];
}

export interface ReplayServer {
  url: string;
  /** Calls of the Messages API that were well-formed and authorised so far. */
  calls(): number;
  close(): Promise<void>;
}

/**
 * A Messages API on loopback that answers from recordings. It refuses what the real one refuses, and gives a recorded
 * answer to exactly the request that was recorded: a changed prompt gets none.
 *
 * Beside the API: `GET /__calls` counts, `GET /__requests` shows the last requests.
 * @throws MillwrightError `port_in_use`, `service_failed`.
 */
export async function startReplayServer(options: ReplayOptions): Promise<ReplayServer> {
  const api = new ReplayApi(await readAnswers(options.answersFolders), options.scenarios ?? []);
  const server = createServer((request, response) => void api.handle(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new MillwrightError('port_in_use', `cannot listen on 127.0.0.1:${options.port}`, { cause })),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://127.0.0.1:${port}`,
    calls: () => api.calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

class ReplayApi {
  calls = 0;
  readonly #answers: ReadonlyMap<string, RecordedAnswer>;
  readonly #scenarios: Scenario[];
  readonly #requests: { request_hash: string; request: JsonObject }[] = [];

  constructor(answers: ReadonlyMap<string, RecordedAnswer>, scenarios: readonly Scenario[]) {
    this.#answers = answers;
    this.#scenarios = [...scenarios];
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0];
    if (request.method === 'GET' && path === '/__calls') return sendJson(response, { calls: this.calls });
    if (request.method === 'GET' && path === '/__requests') return sendJson(response, this.#requests);
    if (request.method !== 'POST' || path !== '/v1/messages') {
      return sendError(response, {
        status: 404,
        type: 'not_found_error',
        message: `${request.method} ${path}`,
      });
    }
    const refusal = findHeaderRefusal(request);
    if (refusal) return sendError(response, refusal);
    const body = await readJsonBody(request);
    const objection =
      body === undefined ? 'the body is no JSON object, or too large' : findRequestObjection(body);
    if (body === undefined || objection !== undefined) {
      return sendError(response, { status: 400, type: 'invalid_request_error', message: objection });
    }
    return this.#answer(response, body);
  }

  async #answer(response: ServerResponse, body: JsonObject): Promise<void> {
    this.calls += 1;
    const requestHash = hashRequest(body);
    this.#requests.push({ request_hash: requestHash, request: body });
    if (this.#requests.length > KEPT_REQUESTS) this.#requests.shift();
    const scenario = this.#scenarios.shift();
    if (scenario) return playScenario(response, scenario);
    const recorded = this.#answers.get(requestHash);
    if (!recorded) return sendError(response, noRecordedAnswer(requestHash, this.#answers));
    return body['stream'] === true
      ? sendStream(response, recorded.response)
      : sendJson(response, recorded.response);
  }
}

/** The API takes a bearer token or `x-api-key`, and always wants its version. */
function findHeaderRefusal({ headers }: IncomingMessage): ErrorAnswer | undefined {
  const bearer = headers.authorization?.startsWith('Bearer ')
    ? headers.authorization.slice('Bearer '.length)
    : '';
  if (bearer === '' && (headers['x-api-key'] ?? '') === '') {
    return { status: 401, type: 'authentication_error', message: 'x-api-key or a bearer token is required' };
  }
  if (headers['anthropic-version'] === API_VERSION) return undefined;
  return { status: 400, type: 'invalid_request_error', message: `anthropic-version must be ${API_VERSION}` };
}

function noRecordedAnswer(requestHash: string, answers: ReadonlyMap<string, RecordedAnswer>): ErrorAnswer {
  const recorded = [...answers.values()].map(({ task, round }) => `${task} round ${round}`);
  const known = recorded.length > 0 ? recorded.join(', ') : 'nothing';
  return {
    status: 404,
    type: 'not_found_error',
    errorCode: 'no_recorded_answer' satisfies NoRecordedAnswer,
    message: `no recorded answer for request ${requestHash} (recorded: ${known})`,
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_replay' });
  response.end(JSON.stringify(value));
}
