import type { ServerResponse } from 'node:http';
import type { RecordedMessage } from './answer-file.ts';
import { streamEvents, toPieces } from './event-stream.ts';

/** What a test makes the server do instead of answering from a recording, one per call. */
export type Scenario =
  | { kind: 'message'; message: RecordedMessage }
  | { kind: 'status'; status: number; type: string; errorCode?: string; headers?: Record<string, string> }
  | { kind: 'error_event'; type: string }
  | { kind: 'end_of_file' }
  | { kind: 'reset' }
  | { kind: 'broken_json' }
  | { kind: 'stall' }
  | { kind: 'stall_before_headers' }
  | { kind: 'slow'; message: RecordedMessage; pauseMs: number }
  | { kind: 'html' };

/** An answer that breaks off. */
const BEGINNING: RecordedMessage = {
  type: 'message',
  role: 'assistant',
  id: 'msg_scenario',
  model: 'claude-opus-5-5',
  stop_reason: 'end_turn',
  stop_details: null,
  content: [{ type: 'text', text: '{"files":[', citations: null }],
  usage: { input_tokens: 10, output_tokens: 10 },
};

export async function playScenario(response: ServerResponse, scenario: Scenario): Promise<void> {
  switch (scenario.kind) {
    case 'message':
      return sendStream(response, scenario.message);
    case 'slow':
      return sendStream(response, scenario.message, scenario.pauseMs);
    case 'status':
      return sendError(response, scenario);
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Gateway</body></html>');
      return;
    case 'stall_before_headers':
      return;
    case 'error_event':
      begin(response);
      response.end(
        `event: error\ndata: ${JSON.stringify(errorBody(scenario.type, 'in the middle of the answer'))}\n\n`,
      );
      return;
    case 'broken_json':
      begin(response);
      response.end('event: content_block_delta\ndata: {"type":"content_block_delta","index":\n\n');
      return;
    case 'end_of_file':
      begin(response);
      response.end();
      return;
    case 'reset':
      begin(response);
      response.socket?.resetAndDestroy();
      return;
    case 'stall':
      begin(response);
  }
}

/** Sends a whole message as a stream. */
export async function sendStream(
  response: ServerResponse,
  message: RecordedMessage,
  pauseMs = 0,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': `req_${message.id}` });
  for (const piece of toPieces(streamEvents(message))) {
    response.write(piece);
    if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  response.end();
}

export interface ErrorAnswer {
  status: number;
  type: string;
  message?: string | undefined;
  errorCode?: string;
  headers?: Record<string, string>;
}

export function sendError(response: ServerResponse, error: ErrorAnswer): void {
  const body = errorBody(error.type, error.message ?? error.type, error.errorCode);
  response.writeHead(error.status, {
    'content-type': 'application/json',
    'request-id': 'req_replay',
    ...error.headers,
  });
  response.end(JSON.stringify(body));
}

function errorBody(type: string, message: string, errorCode?: string): object {
  return {
    type: 'error',
    error: { type, message, ...(errorCode && { details: { error_code: errorCode } }) },
  };
}

function begin(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_scenario' });
  response.write(Buffer.concat(toPieces(streamEvents(BEGINNING).slice(0, 6))));
}
