import type { N8nClient } from '../n8n/client/client.ts';
import type { StoredWorkflow } from '../n8n/client/wire.ts';
import type { JsonValue } from '../protocol/json.ts';
import type { ActivationInstructions } from '../spec/instructions.ts';
import type { CheckFinding } from './evidence-record.ts';

/** What a run has begun to do with a live workflow. */
export interface LiveNote {
  /** Goes along with the call, so that its execution is told from those of others. */
  mark: string;
  /** The newest execution before. */
  after: string;
}

/** What the caller was answered, or why there was no answer. */
export type LiveAnswer = { status: number; body: JsonValue } | { failed: string };

/** Kept before and after the call, so that no crash makes it happen twice. */
export interface LiveNotes {
  /** Keeps a note; gives back the one that was kept first, and whether that is this one. */
  once(note: LiveNote): Promise<{ note: LiveNote; isNew: boolean }>;
  keepAnswer(answer: LiveAnswer): Promise<void>;
  keptAnswer(): Promise<LiveAnswer | undefined>;
}

export interface LiveUse {
  client: N8nClient;
  workflow: StoredWorkflow;
  instructions: ActivationInstructions;
  notes: LiveNotes;
  /** For how long it was looked in vain. */
  waitedMs: number;
}

/** What the first execution of a live workflow shows. Part of the finding about its activation. */
export type UseFinding = Pick<CheckFinding, 'observations' | 'gaps'>;
