import type { Problem } from '../../protocol/problem.ts';
import type { Specification, Task } from '../model.ts';
import { type PointerSegment, taskPointer } from '../pointer.ts';

/** Words that stand where a decision or a detail is missing. */
const FILLERS: readonly RegExp[] = [
  /\bTBD\b/,
  /\bTBC\b/,
  /\bTODO\b/,
  /\bFIXME\b/,
  /\bto be (decided|determined|defined|confirmed|specified|clarified)\b/i,
  /\b(configure|set up|handle|adjust|format|process|map) (it |this |them |everything |errors? )?(appropriately|accordingly|gracefully|suitably|properly)\b/i,
  /\bas (needed|appropriate|necessary|you see fit)\b/i,
  /\b(and so on|lorem ipsum|fill (this )?in later|insert .{1,30} here)\b/i,
  /\?\?\?/,
  /<(placeholder|your[ _-][^>]{1,40}|insert[^>]{0,40})>/i,
];

/** Choices that the specification should have made. */
const CHOICES: readonly RegExp[] = [
  /\bor (maybe|perhaps|possibly|alternatively)\b/i,
  /\b(option|variant|alternative) (A|1)\b[\s\S]*\b(B|2)\b/i,
  /\b(choose|pick|select|use) (one of the (following|options)|whichever|either)\b/i,
  /\beither\b.{1,80}\bor\b.{1,80}\?/i,
  /\b(either way|whichever (is|works|you)|up to you|your choice)\b/i,
];

/** Criteria that nothing can fail. */
const VAGUE: readonly RegExp[] = [
  /\b(it|this|that|everything|all|the \w+( \w+)?) (should |must |will |needs to )?(just |simply )?(works?|is (ok|okay|fine|good|done|correct)|be (ok|okay|fine|good|done|correct))[.!]?\s*$/i,
  /\bworks? (correctly|properly|fine|well|as (expected|intended|it should)|reliably|ok)\b/i,
  /\b(behaves?|functions?|runs?|operates?) (correctly|properly|fine|well|as (expected|intended))\b/i,
  /\b(as expected|as intended)[.!]?\s*$/i,
  /^\s*(ok|okay|done|works?|passes|success(ful)?|correct|fine|good)[.!]?\s*$/i,
  /\b(looks?|seems?) (good|fine|right|ok|okay|correct)\b/i,
];

interface Passage {
  text: string;
  path: PointerSegment[];
}

interface Family {
  rule: string;
  patterns: readonly RegExp[];
  /** Matches wherever a pattern does: most texts are done with after this one look. */
  anyPattern: RegExp;
  message: (quote: string) => string;
  fix: string;
}

const VAGUE_CRITERION = familyOf(
  'vague_criterion',
  VAGUE,
  (quote) => `"${quote}" cannot be tested.`,
  'Say what can be seen and counted when it is done.',
);

const FILLER = familyOf(
  'filler',
  FILLERS,
  (quote) => `"${quote}" stands in for something that is not said.`,
  'Write down what exactly is meant.',
);

const OPEN_CHOICE = familyOf(
  'open_choice',
  CHOICES,
  (quote) => `"${quote}" leaves a choice open.`,
  'Decide, and write down the decision only.',
);

function familyOf(
  rule: string,
  patterns: readonly RegExp[],
  message: (quote: string) => string,
  fix: string,
): Family {
  const anyPattern = new RegExp(patterns.map(({ source }) => source).join('|'), 'i');
  return { rule, patterns, anyPattern, message, fix };
}

export function wordingRules(specification: Specification): Problem[] {
  return specification.implementation.task_summary.flatMap((task, index) => {
    const criterion: Passage = {
      text: task.acceptance_check.success_criteria,
      path: ['acceptance_check', 'success_criteria'],
    };
    const passages = [...passagesOf(task), criterion];
    return [
      ...find(VAGUE_CRITERION, [criterion], index),
      ...find(FILLER, passages, index),
      ...find(OPEN_CHOICE, passages, index),
    ];
  });
}

function find(family: Family, passages: readonly Passage[], taskIndex: number): Problem[] {
  const suspects = passages.filter(({ text }) => family.anyPattern.test(text));
  return suspects.flatMap(({ text, path }) => {
    const quote = family.patterns
      .map((pattern) => pattern.exec(text)?.[0].trim())
      .find((found) => found !== undefined);
    if (quote === undefined) return [];
    return [
      {
        rule: family.rule,
        pointer: taskPointer(taskIndex, ...path),
        message: family.message(quote.slice(0, 100)),
        fix: family.fix,
      },
    ];
  });
}

/** The texts that somebody acts on. */
function passagesOf(task: Task): Passage[] {
  const passages: Passage[] = [{ text: task.purpose, path: ['purpose'] }];
  const add = (text: string | undefined, path: PointerSegment[]): void => {
    if (text !== undefined) passages.push({ text, path });
  };
  add(task.code_instructions?.logic_description, ['code_instructions', 'logic_description']);
  add(task.gate_instructions?.message, ['gate_instructions', 'message']);
  add(task.checkpoint_instructions?.question, ['checkpoint_instructions', 'question']);
  task.code_instructions?.edge_cases.forEach((text, index) =>
    add(text, ['code_instructions', 'edge_cases', index]),
  );
  return passages;
}
