import { z } from 'zod';
import type { ArtifactHash, ArtifactStore } from '../artifacts/artifact-store.ts';
import type { Remarks } from '../protocol/remarks.ts';
import { answerSchema } from './answer-schema.ts';
import type { Said } from './interpret-answer.ts';

/** Characters, and pieces: what the histories of thousands of tasks can carry. */
const MOST = { notes: 600, discoveries: 5, discovery: 600, questions: 10, question: 1_000 } as const;

const saidSchema = answerSchema.pick({ notes: true, discoveries: true, blockers: true });

/** Keeps what an answer says beside its files. @returns the part that travels; nothing when nothing was said. */
export async function keepRemarks(store: ArtifactStore, said: Said): Promise<Remarks | undefined> {
  const isSilent = said.notes.trim() === '' && said.discoveries.length === 0 && said.blockers.length === 0;
  return isSilent ? undefined : remarksOf(await store.putJson(said), said);
}

/** What was said when the code was written that a later run takes. */
export async function readRemarks(store: ArtifactStore, hash: ArtifactHash): Promise<Remarks | undefined> {
  if (!(await store.has(hash))) return undefined;
  const { data } = saidSchema.safeParse(await store.getJson(hash));
  return data && remarksOf(hash, data);
}

/** What the model asks, as far as it can be shown; without questions, nothing. */
export function questionsOf({ blockers }: Pick<Said, 'blockers'>): string[] {
  return limited(
    blockers.map((text) => text.trim()).filter((text) => text !== ''),
    MOST.questions,
    MOST.question,
  );
}

function remarksOf(hash: ArtifactHash, { notes, discoveries }: Said): Remarks {
  return {
    hash,
    notes: shortened(notes, MOST.notes),
    discoveries: limited(discoveries.map(sentenceOf), MOST.discoveries, MOST.discovery),
  };
}

function sentenceOf(discovery: z.output<typeof answerSchema>['discoveries'][number]): string {
  const { task_says: says, reality, evidence, why_factual: why } = discovery;
  return `The task says: ${says} In fact: ${reality} Evidence: ${evidence} Why this is a fact: ${why}`;
}

/** Of a list that is too long, the last place says how many are left out. */
function limited(texts: string[], most: number, longest: number): string[] {
  const shown = texts.slice(0, texts.length > most ? most - 1 : most).map((text) => shortened(text, longest));
  const leftOut = texts.length - shown.length;
  return leftOut === 0 ? shown : [...shown, `… and ${leftOut} more`];
}

/** On one line: it is shown among other lines. */
function shortened(text: string, longest: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
