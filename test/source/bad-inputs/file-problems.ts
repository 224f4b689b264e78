import type { BadInput } from './bad-input.ts';

/** Files beside the specification and paths in the workspace. */
export const FILE_PROBLEMS: readonly BadInput[] = [
  {
    name: 'a code path that leads out',
    replace: ['path: score.mjs', 'path: «../score.mjs'],
    rule: 'path_not_contained',
    message: /leads out of the workspace/,
    fix: /relative path/,
  },
  {
    name: 'a file that is not there',
    replace: [
      'samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]',
      'samples: «samples/led.yaml',
    ],
    rule: 'file_not_found',
    message: /no file `samples\/led\.yaml`/,
    fix: /Did you mean `samples\/lead\.yaml`\?/,
  },
  {
    name: 'a file outside of the folder',
    replace: [
      'samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]',
      'samples: «../lead.yaml',
    ],
    rule: 'path_not_contained',
    message: /leads out/,
    fix: /folder of the specification/,
  },
  {
    name: 'a link out of the folder',
    replace: [
      'samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]',
      'samples: «samples/link.yaml',
    ],
    rule: 'path_not_contained',
    message: /link that leads out/,
    fix: /file itself/,
  },
];
