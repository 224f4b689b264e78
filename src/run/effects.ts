import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { FailedCall, ModelUsage, PersonNote } from '../protocol/activities.ts';
import type { OwnerAnswer, OwnerRequest } from '../protocol/owner.ts';
import type { Remarks } from '../protocol/remarks.ts';

/** What a task wants done in the world next. The workflow turns each into activities or a signal. */
export type Effect =
  | {
      kind: 'produce_code';
      taskId: string;
      round: number;
      failedEvidence: string[];
      previousCodeHash?: string;
      decisionId?: string;
      notes?: PersonNote[];
      cutOffs?: number;
      ask: number;
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

/** What the model said beside its code. */
interface Said {
  remarks?: Remarks;
  questions?: string[];
}

/** What came of it: exactly one per effect. That of `ask_owner` comes by signal. */
export type Outcome =
  | ({
      kind: 'code_produced';
      codeHash: string;
      evidence: EvidenceSummary;
      usage: ModelUsage;
      reused: boolean;
    } & Said)
  | ({ kind: 'code_unusable'; evidence: EvidenceSummary; usage: ModelUsage; wasCutOff?: true } & Said)
  | { kind: 'refused'; reason: string; usage: ModelUsage }
  | ({ kind: 'unanswered'; usage: ModelUsage } & FailedCall)
  | { kind: 'owner_answered'; answer: OwnerAnswer }
  | { kind: 'checked'; evidence: EvidenceSummary }
  | { kind: 'described'; digest: string; shown: string; question: string }
  /** With `usage` when the model had answered before. */
  | { kind: 'unavailable'; code: string; reason: string; usage?: ModelUsage }
  | { kind: 'failed'; code: string; message: string; usage?: ModelUsage };
