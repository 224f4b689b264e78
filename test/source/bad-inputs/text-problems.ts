import type { BadInput } from './bad-input.ts';

/** What is wrong with the text itself. */
export const TEXT_PROBLEMS: readonly BadInput[] = [
  {
    name: 'broken YAML',
    replace: ['purpose: Leads arrive here.', 'purpose: «Leads arrive: here.'],
    rule: 'syntax',
    message: /nested mappings/i,
    fix: /quotes/,
    code: 'spec_syntax',
  },
  {
    name: 'a key twice',
    replace: [
      '      purpose: Leads arrive here.\n',
      '      purpose: Leads arrive here.\n      «purpose: Again.\n',
    ],
    rule: 'duplicate_key',
    message: /unique/,
    fix: /Remove one of the two/,
    code: 'spec_syntax',
  },
  {
    name: 'an alias',
    replace: ['{ path: leads }', '«*shared'],
    rule: 'yaml_alias',
    message: /aliases/,
    fix: /in full/,
    code: 'spec_syntax',
  },
  {
    name: 'a second document',
    replace: ['spec_id: demo\n', 'spec_id: demo\n«---\n'],
    rule: 'several_documents',
    message: /second document/,
    fix: /---/,
    code: 'spec_syntax',
  },
  {
    name: 'a custom tag',
    replace: ['{ path: leads }', '«!!js/function x'],
    rule: 'yaml_tag',
    message: /tag/i,
    fix: /Remove the tag/,
    code: 'spec_syntax',
  },
  {
    name: 'a number that would be rounded',
    replace: ['parameters: { threshold: 10 }', 'parameters: { threshold: «12345678901234567 }'],
    rule: 'rounded_number',
    message: /12345678901234567 .* would become 12345678901234568/,
    fix: /quotes/,
    code: 'spec_syntax',
  },
];
