import { setTimeout as pause } from 'node:timers/promises';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { hashJson } from '../artifacts/content-hash.ts';

/** Claims have names below it. */
export const CLAIMS = 'model-calls';

const RENEWED_EVERY_MS = 2_000;
const LOOKED_AT_EVERY_MS = 250;
/** Longer than a busy process holds up its timers: a claim that is taken too early costs a second call. */
const GIVEN_UP_AFTER_MS = 10_000;

export interface Caller {
  store: ArtifactStore;
  /** Of the call; equal for equal calls. */
  key: string;
  /** Who wants the answer: the run. */
  by: string;
  /** Ends the waiting, too. */
  signal: AbortSignal;
}

/**
 * Of all who want the same answer at the same time, in whatever process or machine, one asks. The others wait for its
 * answer; when it fails, is cancelled or dies, the next one asks (docs/decisions/names-in-the-store.md).
 *
 * @param find the answer, when it is kept already
 * @param ask asks, and keeps the answer
 */
export async function oneCaller<T>(
  caller: Caller,
  { find, ask }: { find: () => Promise<T | undefined>; ask: () => Promise<T> },
): Promise<T> {
  const standsStill = stopwatch();
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    const claim = await takeClaim(caller, standsStill);
    // Between the look and the claim, the one before may have kept its answer.
    if (claim !== undefined) return holding(caller, claim, async () => (await find()) ?? (await ask()));
    await pause(LOOKED_AT_EVERY_MS, undefined, { signal: caller.signal }).catch(() =>
      caller.signal.throwIfAborted(),
    );
  }
}

/** The next claim, when the latest one is over: released, not renewed, or our own from before this worker died. */
async function takeClaim(
  { store, key, by }: Caller,
  standsStill: (signs: unknown) => boolean,
): Promise<string | undefined> {
  const all = `${CLAIMS}/${key}`;
  const names = await store.listNames(all);
  const numbers = names.map((name) => Number(name.slice(all.length + 1))).filter(Number.isInteger);
  const latest = `${all}/${Math.max(0, ...numbers)}`;
  const isOver =
    numbers.length === 0 ||
    names.includes(`${latest}/released`) ||
    (await store.getName(latest)) === hashJson({ by }) ||
    standsStill([names, await store.getName(`${latest}/renewed`)]);
  if (!isOver) return undefined;
  const next = `${all}/${Math.max(0, ...numbers) + 1}`;
  const isOurs = await store.setName(next, await store.putJson({ by }), { onlyIfAbsent: true });
  return isOurs ? next : undefined;
}

/** Seen with this process's own clock alone: those of two machines are never compared. */
function stopwatch(): (signs: unknown) => boolean {
  let seen: string | undefined;
  let sinceMs = 0;
  return (signs) => {
    const now = JSON.stringify(signs);
    if (now !== seen) sinceMs = performance.now();
    seen = now;
    return performance.now() - sinceMs > GIVEN_UP_AFTER_MS;
  };
}

/** What the marks on a claim stand for says nothing; that it changes says that the holder lives. Nobody else writes them. */
async function holding<T>({ store, by }: Caller, claim: string, work: () => Promise<T>): Promise<T> {
  const over = new AbortController();
  const mark = (name: string, count = 1): Promise<unknown> =>
    // Without it the others wait a little longer: no reason to lose an answer.
    store.setName(`${claim}/${name}`, hashJson({ by, count })).catch(() => undefined);
  const renewing = renew(over.signal, mark);
  try {
    return await work();
  } finally {
    over.abort();
    await renewing;
    await mark('released');
  }
}

async function renew(
  over: AbortSignal,
  mark: (name: string, count: number) => Promise<unknown>,
): Promise<void> {
  for (let count = 1; ; count += 1) {
    await pause(RENEWED_EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    await mark('renewed', count);
  }
}
