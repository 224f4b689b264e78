import type { ExtraAnswer, ReceivedRequest } from './definition.ts';

const KEPT_REQUESTS = 10_000;

/** What the running stand-ins remember: the requests that they received, and the extra answers of open cases. */
export interface StandInState {
  record(request: Omit<ReceivedRequest, 'number'>): void;
  /** Requests after the cursor `after`; only those of one case when `caseKey` is given. */
  requests(after: number, caseKey?: string): ReceivedRequest[];
  openCase(key: string, answers: ExtraAnswer[]): void;
  closeCase(key: string): void;
  /** Undefined when no such case is open. */
  answersOf(key: string): readonly ExtraAnswer[] | undefined;
}

export function createState(): StandInState {
  const received: ReceivedRequest[] = [];
  const cases = new Map<string, ExtraAnswer[]>();
  let last = 0;
  return {
    record(request) {
      last += 1;
      received.push({ number: last, ...request });
      if (received.length > KEPT_REQUESTS) received.shift();
    },
    requests: (after, caseKey) =>
      received.filter(
        (request) => request.number > after && (caseKey === undefined || request.case === caseKey),
      ),
    openCase: (key, answers) => void cases.set(key, answers),
    closeCase: (key) => void cases.delete(key),
    answersOf: (key) => cases.get(key),
  };
}
