/** One thing that was looked at. */
export interface Finding {
  area: 'machine' | 'temporal' | 'n8n' | 'sandbox' | 'model';
  what: string;
  /** `limited`: runs work, but something is lost without it; `detail` says what. */
  state: 'ok' | 'limited' | 'missing';
  detail: string;
  /** The command or the change that mends it; always there unless the state is `ok`. */
  fix?: string;
}

/** Findings of one area, by one short line each. */
export interface Findings {
  ok: (what: string, detail: string) => Finding;
  limited: (what: string, detail: string, fix: string) => Finding;
  missing: (what: string, detail: string, fix: string) => Finding;
}

export function findingsOf(area: Finding['area']): Findings {
  return {
    ok: (what, detail) => ({ area, what, state: 'ok', detail }),
    limited: (what, detail, fix) => ({ area, what, state: 'limited', detail, fix }),
    missing: (what, detail, fix) => ({ area, what, state: 'missing', detail, fix }),
  };
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
