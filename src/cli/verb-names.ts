/** Every verb of the command line, in the order of the help. Each has its file in `verbs/`, which `verbs.ts` loads. */
export const VERB_NAMES = [
  'validate',
  'plan',
  'schema',
  'start',
  'run',
  'decide',
  'cancel',
  'list',
  'status',
  'watch',
  'explain',
  'code',
  'logs',
  'report',
  'up',
  'stand-ins',
  'down',
  'doctor',
] as const;

export type VerbName = (typeof VERB_NAMES)[number];
