import { createServer, type IncomingMessage, type Server } from 'node:http';
import { MillwrightError } from '../errors.ts';
import type { JsonValue } from '../protocol/json.ts';
import { ADMIN_PREFIX, CASE_PREFIX } from './addresses.ts';
import { answerAdmin } from './admin.ts';
import type { StandIn } from './definition.ts';
import { readJsonBody } from './read-body.ts';
import { readStandIns } from './read-definition.ts';
import { findAnswer, type Answer } from './routing.ts';
import { createState, type StandInState } from './state.ts';

const HOST = '127.0.0.1';

export interface StandIns {
  /** `http://127.0.0.1:<port>`; an integration answers below `<url>/<integration>`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Starts a loopback server that answers for outside services and records what it receives, never a header's value.
 *
 * @param options.files Paths of `stand-ins.yaml` files.
 * @param options.port 0 for any free port.
 * @throws MillwrightError `stand_ins_invalid` or `port_in_use`.
 */
export async function startStandIns(options: { files: string[]; port: number }): Promise<StandIns> {
  const standIns = (await Promise.all(options.files.map(readStandIns))).flat();
  const state = createState();
  const server = createServer((request, response) => {
    void respond(standIns, state, request)
      .catch((): Answer => ({ status: 400, body: { error: 'The request cannot be read.' } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      });
  });
  const port = await listen(server, options.port);
  return {
    url: `http://${HOST}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(standIns: StandIn[], state: StandInState, message: IncomingMessage): Promise<Answer> {
  const method = message.method ?? 'GET';
  const url = new URL(message.url ?? '/', `http://${HOST}`);
  const body = await readJsonBody(message);
  if (!body.ok) return { status: 413, body: { error: 'The request body is too large.' } };
  if (url.pathname.startsWith(`${ADMIN_PREFIX}/`)) {
    return answerAdmin(state, [...new Set(standIns.map((standIn) => standIn.integration))], {
      method,
      url,
      body: body.value,
    });
  }
  return answerForService(standIns, state, { method, url, body: body.value, headers: message.headers });
}

function answerForService(
  standIns: StandIn[],
  state: StandInState,
  request: { method: string; url: URL; body: JsonValue; headers: IncomingMessage['headers'] },
): Answer {
  const { method, url, body } = request;
  const target = splitPath(url.pathname);
  const called = standIns.filter((candidate) => candidate.integration === target.integration);
  const extraAnswers = target.case === null ? [] : state.answersOf(target.case);
  if (called.length === 0 || !extraAnswers) {
    return { status: 404, body: { error: `No stand-in answers at ${url.pathname}.` } };
  }
  const { headers } = request;
  const { headerOk, ...answer } = findAnswer(called, extraAnswers, { method, path: target.path, headers });
  const query = Object.fromEntries(url.searchParams);
  state.record({ ...target, method, query, body, headerOk, status: answer.status });
  return answer;
}

/** `/<integration>/<path>`, or the same behind `/__case/<key>`. */
function splitPath(pathname: string): { case: string | null; integration: string; path: string } {
  const inCase = pathname.startsWith(CASE_PREFIX);
  const segments = pathname.slice(inCase ? CASE_PREFIX.length : 1).split('/');
  const key = inCase ? (segments.shift() ?? '') : null;
  const [integration = '', ...path] = segments;
  return { case: key, integration, path: `/${path.join('/')}` };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new MillwrightError('port_in_use', `The stand-ins cannot listen on ${HOST}:${port}.`, {
          cause: error,
        }),
      );
    });
    server.listen(port, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
