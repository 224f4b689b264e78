import type { RecordedMessage } from './answer-file.ts';

/** Pieces of text per answer: enough that every boundary case of a reader is met. */
const DELTA_CHARACTERS = 97;

/** Odd and prime, so that pieces end inside lines, JSON and characters. */
const PIECE_BYTES = 251;

interface ServerEvent {
  type: string;
  [field: string]: unknown;
}

/** The events of a streamed answer as the API sends them: an empty thinking block first, and pings in between. */
export function streamEvents(message: RecordedMessage): ServerEvent[] {
  const { content, stop_reason: stopReason, usage, ...head } = message;
  const started = {
    ...head,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { ...usage, output_tokens: 1 },
  };
  return [
    { type: 'message_start', message: started },
    { type: 'ping' },
    ...thinkingEvents(),
    ...content.flatMap((block, index) => textEvents(block.text, index + 1)),
    {
      type: 'message_delta',
      delta: {
        stop_reason: stopReason,
        stop_sequence: null,
        stop_details: message['stop_details'] ?? null,
        container: null,
      },
      usage,
    },
    { type: 'message_stop' },
  ];
}

/** Server-sent events as bytes, cut without regard to where lines end. */
export function toPieces(events: readonly ServerEvent[]): Buffer[] {
  const bytes = Buffer.from(
    events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''),
    'utf8',
  );
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) pieces.push(bytes.subarray(at, at + PIECE_BYTES));
  return pieces;
}

/** The models think before they answer; what they thought is not in the recording. */
function thinkingEvents(): ServerEvent[] {
  return [
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'thinking', thinking: '', signature: '' },
    },
    { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'cmVwbGF5ZWQ=' } },
    { type: 'content_block_stop', index: 0 },
  ];
}

function textEvents(text: string, index: number): ServerEvent[] {
  const deltas: ServerEvent[] = [];
  for (let at = 0; at < text.length; at += DELTA_CHARACTERS) {
    const piece = text.slice(at, at + DELTA_CHARACTERS);
    deltas.push(
      { type: 'content_block_delta', index, delta: { type: 'text_delta', text: piece } },
      { type: 'ping' },
    );
  }
  return [
    { type: 'content_block_start', index, content_block: { type: 'text', text: '', citations: null } },
    ...deltas,
    { type: 'content_block_stop', index },
  ];
}
