import { ERRORS } from '../../src/errors.ts';

const CLASSES = {
  transient: 'Goes away by itself: tried again with back-off, then waited for.',
  configuration: 'Something is set up wrongly: only this task and what depends on it stop.',
  ambiguity: 'A person must say what is meant: the task stops and asks.',
  dependency: 'Something that this needs is not there: the task is blocked.',
  critical: 'Going on would do harm: the run stops.',
  budget: 'Money: the run pauses before it spends more.',
  acceptance: 'What was built did not pass its check: repaired, then failed.',
  usage: 'What was typed or written is wrong: nothing was started.',
} as const;

/** `docs/errors.md`: one table for each class, from the one table in `src/errors.ts`. */
export function errorsPage(): string {
  const codes = Object.entries(ERRORS);
  const sections = Object.entries(CLASSES).map(([name, meaning]) => {
    const rows = codes
      .filter(([, entry]) => entry.class === name)
      .map(([code, entry]) => `| \`${code}\` | ${cell(entry.fix)} |`);
    return [`## ${name}`, '', meaning, '', '| code | what to do |', '|---|---|', ...rows].join('\n');
  });
  const introduction =
    'Every error has a code, a sentence that says what happened, and a fix. The class decides what a run does with it.';
  return ['# Errors', '', GENERATED, '', introduction, '', sections.join('\n\n'), ''].join('\n');
}

const GENERATED = '<!-- Generated from src/errors.ts by `node tools/generate.ts`. -->';

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
