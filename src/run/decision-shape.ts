import { DECISION_WORDS, type Decision, type DecisionWord } from '../protocol/decision.ts';

export type ShapedDecision = { ok: true; decision: Decision } | { ok: false; reason: string };

const WORDS: readonly string[] = DECISION_WORDS;
const LONGEST_TEXT = 2_000;

/** Reads a decision as a person may have typed it (signal dialog, CLI). What it does not read, {@link notUnderstood} finds. */
export function readDecision(input: unknown): ShapedDecision {
  if (typeof input !== 'object' || input === null) return refuse('The decision must be one JSON object.');
  const fields = new Map(Object.entries(input));
  const checkpoint = text(fields.get('checkpoint'));
  const digest = text(fields.get('digest'));
  const by = text(fields.get('by'));
  const word = fields.get('decision');
  if (!checkpoint) return refuse('Field "checkpoint" is required: the id of the open checkpoint.');
  if (!digest) return refuse('Field "digest" is required: the digest of what was shown.');
  if (!by) return refuse('Field "by" is required: the name of who decides.');
  if (!isWord(word)) return refuse('Field "decision" must be continue, retry or abort.');
  const note = text(fields.get('note'));
  const stopUsd = stopUsdOf(fields.get('modifications'));
  return {
    ok: true,
    decision: {
      checkpoint,
      digest,
      decision: word,
      by,
      ...(note && { note }),
      ...(stopUsd !== undefined && { modifications: { stop_usd: stopUsd } }),
      // Without an id of the sender's, the same decision sent twice is the same decision.
      decision_id: text(fields.get('decision_id')) ?? `${checkpoint}/${digest}/${word}/${by}`,
    },
  };
}

const FIELDS: ReadonlySet<string> = new Set([
  'checkpoint',
  'digest',
  'decision',
  'by',
  'note',
  'modifications',
  'decision_id',
]);

/** What a decision says and nothing would look at, in a sentence: it would be accepted, and dropped. */
export function notUnderstood(input: object): string | undefined {
  const { note, decision_id: id, modifications } = Object.fromEntries(Object.entries(input));
  const unknown = Object.keys(input).find((field) => !FIELDS.has(field));
  if (unknown !== undefined)
    return `A decision has no field "${unknown.slice(0, 100)}"; it has ${[...FIELDS].join(', ')}.`;
  if (note !== undefined && typeof note !== 'string') return 'Field "note" must be a text.';
  if (id !== undefined && typeof id !== 'string') return 'Field "decision_id" must be a text.';
  return modifications === undefined ? undefined : wrongModifications(modifications);
}

function wrongModifications(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'Field "modifications" must be an object.';
  const unknown = Object.keys(value).find((field) => field !== 'stop_usd');
  if (unknown !== undefined)
    return `Nothing called "${unknown.slice(0, 100)}" can be modified here, only "stop_usd".`;
  return stopUsdOf(value) === undefined ? 'In "modifications", "stop_usd" must be a number.' : undefined;
}

function refuse(reason: string): ShapedDecision {
  return { ok: false, reason };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, LONGEST_TEXT) : undefined;
}

function isWord(value: unknown): value is DecisionWord {
  return typeof value === 'string' && WORDS.includes(value);
}

function stopUsdOf(value: unknown): number | undefined {
  if (typeof value !== 'object' || value === null || !('stop_usd' in value)) return undefined;
  return typeof value.stop_usd === 'number' && Number.isFinite(value.stop_usd) ? value.stop_usd : undefined;
}
