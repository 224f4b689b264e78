import { createServer } from 'node:http';
import { once } from 'node:events';
import { z } from 'zod';

/** What it answers: 200 to everything. */
const BODIES: Record<string, string> = {
  '/soft-error': JSON.stringify({ error: { code: 'TOKEN_EXPIRED', message: 'please log in again' } }),
  '/soft-data': JSON.stringify({ error: 'the field "data" is missing' }),
  '/empty': '',
};

/** A shop that answers 200 whatever went wrong. */
export async function startShop(): Promise<{ url: string; close: () => void }> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json').end(BODIES[request.url ?? ''] ?? '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
