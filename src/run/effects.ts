import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { ModelUsage } from '../protocol/activities.ts';
import type { OwnerAnswer, OwnerRequest } from '../protocol/owner.ts';

/** What a task wants done in the world next. The workflow turns each into activities or a signal. */
export type Effect =
  | {
      kind: 'produce_code';
      taskId: string;
      round: number;
      failedEvidence: string[];
      previousCodeHash?: string;
      decisionId?: string;
    }
  | {
      kind: 'ask_owner';
      taskId: string;
      round: number;
      componentId: string;
      request: Omit<OwnerRequest, 'from'>;
    }
  | { kind: 'check'; taskId: string; round: number; codeHash?: string; waitedMs?: number }
  | { kind: 'describe'; taskId: string; round: number };

/** What came of it: exactly one per effect. That of `ask_owner` comes by signal. */
export type Outcome =
  | { kind: 'code_produced'; codeHash: string; evidence: EvidenceSummary; usage: ModelUsage; reused: boolean }
  | { kind: 'code_unusable'; evidence: EvidenceSummary; usage: ModelUsage }
  | { kind: 'refused'; reason: string; usage: ModelUsage }
  | { kind: 'owner_answered'; answer: OwnerAnswer }
  | { kind: 'checked'; evidence: EvidenceSummary }
  | { kind: 'described'; digest: string; shown: string; question: string }
  | { kind: 'unavailable'; code: string; reason: string }
  | { kind: 'failed'; code: string; message: string };
