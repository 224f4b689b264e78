import { createServer, type ServerResponse } from 'node:http';
import type { Answer } from '../claude/support/raw-endpoint.ts';
import { said, started, stopped, stream, whole } from '../claude/support/raw-endpoint.ts';

/** A Messages API on loopback that does what the name of the wanted file says: `mideof.mjs` breaks off. */
export interface ScriptedModel {
  url: string;
  /** Bodies of the requests for a file, oldest first. */
  requests(file: string): string[];
  calls(): number;
  close(): void;
}

const USAGE = { input_tokens: 1_500, output_tokens: 1 };
const OUT = { output_tokens: 200 };
const DOUBLED = 'export function transform(input) { return { value: input.value * 2 }; }\n';
const TRIPLED = 'export function transform(input) { return { value: input.value * 3 }; }\n';

const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
const discovery = {
  task_says: 'The value is doubled.',
  reality: 'It is tripled.',
  evidence: 'Sample two.',
  why_factual: 'The sample says so.',
};

export async function startScriptedModel(): Promise<ScriptedModel> {
  const bodies = new Map<string, string[]>();
  let calls = 0;
  const server = createServer((request, response) => {
    // Whether anybody is there is asked without a message.
    if (request.method !== 'POST') return void response.writeHead(404).end();
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString('utf8');
      const file = /file_path\\*":\\*"([^"\\]+)/.exec(body)?.[1] ?? 'good.mjs';
      const earlier = bodies.get(file) ?? [];
      bodies.set(file, [...earlier, body]);
      calls += 1;
      answerFor(file, earlier.length)(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It does not listen.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests: (file) => bodies.get(file) ?? [],
    calls: () => calls,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answerFor(file: string, earlier: number): Answer {
  const half = said(text(file, DOUBLED).slice(0, 60));
  const isFirst = earlier === 0;
  switch (file.replace(/(-.*)?\.mjs$/, '')) {
    case 'wrong':
      return answered(text(file, TRIPLED));
    case 'midonce':
      return isFirst ? stream([started(USAGE), ...half, overloaded], 'end') : good(file);
    case 'http529once':
      return isFirst ? whole(529, 'application/json', JSON.stringify(overloaded)) : good(file);
    case 'http429':
      return isFirst ? slowDown : good(file);
    case 'mideof':
      return stream([started(USAGE), ...half], 'end');
    case 'midreset':
      return stream([started(USAGE), ...half], 'reset');
    case 'midover':
      return stream([started(USAGE), ...half, overloaded], 'end');
    case 'html':
      return whole(200, 'text/html', '<html><body><h1>Sign in to Wi-Fi</h1></body></html>');
    case 'json200err':
      return whole(
        200,
        'application/json',
        JSON.stringify({ error: { type: 'api_error', message: 'nope' } }),
      );
    case 'nousage':
      return stream([started({}), ...said(text(file, DOUBLED)), ...stopped({})], 'end');
    case 'blocker':
      return answered(text(file, DOUBLED, isFirst ? { blockers: ['Which text do customers see?'] } : {}));
    case 'discovery':
      return answered(text(file, DOUBLED, { notes: 'Rounded nothing.', discoveries: [discovery] }));
    case 'truncated':
      return earlier < 2
        ? stream([started(USAGE), ...half, ...stopped(OUT, 'max_tokens')], 'end')
        : good(file);
    default:
      return good(file);
  }
}

const slowDown: Answer = (response: ServerResponse) =>
  void response
    .writeHead(429, { 'content-type': 'application/json', 'retry-after': '3' })
    .end(JSON.stringify({ type: 'error', error: { type: 'rate_limit_error', message: 'slow down' } }));

function good(file: string): Answer {
  return answered(text(file, DOUBLED));
}

function answered(content: string): Answer {
  return stream([started(USAGE), ...said(content), ...stopped(OUT)], 'end');
}

function text(path: string, content: string, more: object = {}): string {
  return JSON.stringify({ files: [{ path, content }], notes: '', discoveries: [], blockers: [], ...more });
}
