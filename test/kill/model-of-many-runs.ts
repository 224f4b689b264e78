import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

/** In the purpose of a task that has code written: tells whose call it is. Recordings know the text without it. */
export function markOf(unique: string): string {
  return ` [of ${unique}]`;
}
const MARK = / \[of ([\w-]+)\]/g;

/** The replay server, for many runs at once that must not answer for each other: it counts the calls of each. */
export interface ModelOfManyRuns {
  url: string;
  callsOf(unique: string): number;
  /** The next answer to this run stops in its middle: resolves when it stands there. Nothing more ever comes. */
  cutOff(unique: string): Promise<void>;
  close(): Promise<void>;
}

export async function startModelOfManyRuns(replayUrl: string): Promise<ModelOfManyRuns> {
  const calls = new Map<string, number>();
  const cutOffs = new Map<string, () => void>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    // Whether somebody answers here is looked at without a question.
    if (request.method === 'HEAD') return void response.writeHead(404).end();
    const unique = [...body.matchAll(MARK)][0]?.[1] ?? '';
    calls.set(unique, (calls.get(unique) ?? 0) + 1);
    const recorded = await fetch(`${replayUrl}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headersOf(request),
      body: body.replaceAll(MARK, ''),
    });
    const bytes = Buffer.from(await recorded.arrayBuffer());
    response.writeHead(recorded.status, {
      'content-type': recorded.headers.get('content-type') ?? 'text/plain',
    });
    const isCutOff = cutOffs.get(unique);
    cutOffs.delete(unique);
    if (!isCutOff) return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length / 2), isCutOff);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The model has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    callsOf: (unique) => calls.get(unique) ?? 0,
    cutOff: (unique) => new Promise((resolve) => cutOffs.set(unique, resolve)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What the API looks at; length and connection are those of the new request. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const passed = ['content-type', 'x-api-key', 'authorization', 'anthropic-version', 'anthropic-beta'];
  return Object.fromEntries(
    passed.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
