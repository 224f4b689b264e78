import { z } from 'zod';
import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { MillwrightError } from '../errors.ts';
import type { GenerateInput } from '../protocol/activities.ts';
import type { Repair } from './prompt.ts';
import type { FailedRound } from './repair-section.ts';

const evidenceSchema = z.object({
  round: z.number().int(),
  observations: z.array(
    z.object({
      name: z.string(),
      passed: z.boolean(),
      expected: z.string(),
      actual: z.string(),
      hidden: z.boolean().optional(),
    }),
  ),
});

/** What the failed rounds and people left behind; nothing in a first round. @throws MillwrightError `artifact_*`. */
export async function readRepair(
  artifacts: ArtifactStore,
  input: GenerateInput,
): Promise<Repair | undefined> {
  const { notes = [] } = input;
  if (input.failedEvidence.length === 0 && notes.length === 0) return undefined;
  const failedRounds = await Promise.all(
    input.failedEvidence.map((hash) => readFailedRound(artifacts, hash)),
  );
  const previousCode =
    input.previousCodeHash === undefined ? undefined : await artifacts.getText(input.previousCodeHash);
  return { failedRounds, previousCode, notes };
}

async function readFailedRound(artifacts: ArtifactStore, hash: string): Promise<FailedRound> {
  const parsed = evidenceSchema.safeParse(await artifacts.getJson(hash));
  if (!parsed.success) throw new MillwrightError('artifact_corrupt', `artifact ${hash} is no evidence`);
  return parsed.data;
}
