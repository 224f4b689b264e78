import { z } from 'zod';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import type { LiveAnswer, LiveNote, LiveNotes } from '../checks/live-use.ts';

/** Names of the notes of all runs begin so. */
const NAMES = 'live-use';

const noteSchema: z.ZodType<LiveNote> = z.object({ mark: z.string(), after: z.string() });
const answerSchema: z.ZodType<LiveAnswer> = z.union([
  z.object({ failed: z.string() }),
  z.object({ status: z.number(), body: z.json() }),
]);

/**
 * Notes in the artifact store: whatever process or machine goes on with the run, they are there.
 * @param run identifies this one run among all with its workflow id
 */
export function storedLiveNotes(store: ArtifactStore, run: string, taskId: string): LiveNotes {
  const name = `${NAMES}/${run}/${taskId}`;
  const read = async <T>(part: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    const hash = await store.getName(`${name}/${part}`);
    return hash === undefined ? undefined : schema.parse(await store.getJson(hash));
  };
  return {
    async once(note) {
      const isNew = await store.setName(`${name}/begun`, await store.putJson(note), { onlyIfAbsent: true });
      return { isNew, note: isNew ? note : ((await read('begun', noteSchema)) ?? note) };
    },
    keepAnswer: async (answer) => void (await store.setName(`${name}/answer`, await store.putJson(answer))),
    keptAnswer: () => read('answer', answerSchema),
  };
}
