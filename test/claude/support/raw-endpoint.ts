import { createServer, type ServerResponse } from 'node:http';
import type { TestContext } from 'vitest';

/** What an endpoint does at one call; it may leave the answer open. */
export type Answer = (response: ServerResponse) => void;

/** An endpoint that answers each call with the next of `answers`, whatever is asked. */
export async function startEndpoint(
  t: TestContext,
  answers: Answer[],
): Promise<{ url: string; calls: () => number; hangUp: () => void }> {
  let calls = 0;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      calls += 1;
      answers.shift()?.(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('It does not listen.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls: () => calls,
    hangUp: () => server.closeAllConnections(),
  };
}

/** A page, a document, anything that is no stream. */
export const whole =
  (status: number, contentType: string, body: string): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': contentType }).end(body);

/**
 * The events of a streamed answer, as raw as an endpoint may send them.
 * @param end how it goes on after them; without it the stream stays open
 */
export const stream =
  (events: object[], end?: 'end' | 'reset'): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const event of events)
      response.write(
        `event: ${'type' in event ? String(event.type) : ''}\ndata: ${JSON.stringify(event)}\n\n`,
      );
    if (end === 'end') response.end();
    // What was written has to be on its way.
    if (end === 'reset') setTimeout(() => response.socket?.resetAndDestroy(), 30);
  };

export function started(usage: unknown): object {
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'm', content: [] };
  return { type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null, usage } };
}

/** @param thinks whether the model thought first, of which nothing is sent */
export function said(text: string, { thinks = false } = {}): object[] {
  const thinking = { type: 'thinking', thinking: '', signature: '' };
  const index = thinks ? 1 : 0;
  return [
    ...(thinks
      ? [
          { type: 'content_block_start', index: 0, content_block: thinking },
          { type: 'content_block_stop', index: 0 },
        ]
      : []),
    { type: 'content_block_start', index, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index, delta: { type: 'text_delta', text } },
  ];
}

export function stopped(usage: unknown, reason = 'end_turn'): object[] {
  return [
    { type: 'message_delta', delta: { stop_reason: reason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ];
}
