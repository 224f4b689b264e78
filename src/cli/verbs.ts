import { VERB_NAMES, type VerbName } from './verb-names.ts';
import type { RegisterVerb } from './verb.ts';

/** The file of each verb. Only those that a command line needs are loaded, so that help is quick. */
const FILES: Record<VerbName, () => Promise<{ register: RegisterVerb }>> = {
  validate: () => import('./verbs/validate.ts'),
  plan: () => import('./verbs/plan.ts'),
  schema: () => import('./verbs/schema.ts'),
  start: () => import('./verbs/start.ts'),
  run: () => import('./verbs/run.ts'),
  decide: () => import('./verbs/decide.ts'),
  cancel: () => import('./verbs/cancel.ts'),
  list: () => import('./verbs/list.ts'),
  status: () => import('./verbs/status.ts'),
  watch: () => import('./verbs/watch.ts'),
  explain: () => import('./verbs/explain.ts'),
  code: () => import('./verbs/code.ts'),
  logs: () => import('./verbs/logs.ts'),
  report: () => import('./verbs/report.ts'),
  up: () => import('./verbs/up.ts'),
  'stand-ins': () => import('./verbs/stand-ins.ts'),
  down: () => import('./verbs/down.ts'),
  doctor: () => import('./verbs/doctor.ts'),
};

/** The verb that is called; every verb when the word is none, because the help and its suggestions need them all. */
export function loadVerbs(called: string | undefined): Promise<{ register: RegisterVerb }[]> {
  const one = VERB_NAMES.filter((name) => name === called);
  const needed = one.length === 0 ? VERB_NAMES : one;
  return Promise.all(needed.map((name) => FILES[name]()));
}
