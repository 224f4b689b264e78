import { withCleanUp } from '../clean-up.ts';
import type { ExtraAnswer, ReceivedRequest } from '../stand-ins/definition.ts';
import type { StandInClient } from '../stand-ins/stand-in-client.ts';

/** One case on the stand-ins: its own answers, and only its own requests. */
export interface StandInCase {
  /** Base URL of an integration → where it answers for this case. */
  caseUrls: ReadonlyMap<string, string>;
  requests(): Promise<ReceivedRequest[]>;
}

/** The stand-ins as a check uses them. */
export interface StandInAccess {
  client: StandInClient;
  /** Integration → its base URL in this environment, for those that are stood in for. */
  baseUrls: Record<string, string>;
}

/** Opens a case for the time of `use`. */
export async function withStandInCase<T>(
  standIns: StandInAccess,
  answers: ExtraAnswer[],
  use: (standInCase: StandInCase) => Promise<T>,
): Promise<T> {
  const { client, baseUrls } = standIns;
  const key = crypto.randomUUID();
  const entries = Object.entries(baseUrls).map(([integration, baseUrl]): [string, string] => [
    baseUrl.replace(/\/+$/, ''),
    client.caseUrl(key, integration),
  ]);
  await client.openCase(key, answers);
  return withCleanUp(
    () => use({ caseUrls: new Map(entries), requests: () => client.requestsOf(key) }),
    () => client.closeCase(key),
  );
}
