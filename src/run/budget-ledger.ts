/**
 * Money of a run: the worst case of a call is reserved before it, its real price is settled after it, so
 * that spent + reserved never passes the limit, however many calls run at once.
 */
export interface BudgetLedger {
  warnUsd: number;
  stopUsd: number;
  spentUsd: number;
  reservedUsd: number;
  reusedAnswers: number;
  /** Since when `warnUsd` is reached. */
  warnedAtMs?: number;
}

/** Sums of prices are not exact: 0.1 + 0.2 is a little more than 0.3. */
const ROUNDING_USD = 1e-9;

export function createLedger(budget: { warnUsd: number; stopUsd: number }): BudgetLedger {
  return { ...budget, spentUsd: 0, reservedUsd: 0, reusedAnswers: 0 };
}

/** Reserves `amountUsd`; false, and nothing reserved, when it could pass the limit. */
export function reserve(ledger: BudgetLedger, amountUsd: number): boolean {
  if (ledger.spentUsd + ledger.reservedUsd + amountUsd > ledger.stopUsd + ROUNDING_USD) return false;
  ledger.reservedUsd += amountUsd;
  return true;
}

/** The limit that lets `amountUsd` be reserved, rounded up to four digits: what is shown to people is enough. */
export function limitFor(ledger: BudgetLedger, amountUsd: number): number {
  return Math.ceil((ledger.spentUsd + ledger.reservedUsd + amountUsd - ROUNDING_USD) * 10_000) / 10_000;
}

/** Turns a reservation into what was really spent (0 for an answer that was reused, or a call that was refused). */
export function settle(ledger: BudgetLedger, reservedUsd: number, spentUsd: number, nowMs: number): void {
  const leftUsd = ledger.reservedUsd - reservedUsd;
  ledger.reservedUsd = leftUsd > ROUNDING_USD ? leftUsd : 0;
  ledger.spentUsd += spentUsd;
  const isReached = ledger.spentUsd > 0 && ledger.spentUsd + ROUNDING_USD >= ledger.warnUsd;
  if (isReached) ledger.warnedAtMs ??= nowMs;
}
