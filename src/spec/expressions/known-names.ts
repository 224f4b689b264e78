import { LANGUAGE_NAMES } from '../language-names.ts';

/**
 * What an expression can name in n8n 2.41 (`workflow-data-proxy` and `expression` of `n8n-workflow`). To n8n every other
 * name is `undefined`, in silence: a condition over it is just never true.
 */
const DATA = [
  '$',
  '$agentInfo',
  '$average',
  '$binary',
  '$credentials',
  '$data',
  '$env',
  '$evaluateExpression',
  '$execution',
  '$executionId',
  '$fromAI',
  '$fromAi',
  '$fromai',
  '$getPairedItem',
  '$if',
  '$ifEmpty',
  '$index',
  '$input',
  '$item',
  '$itemIndex',
  '$items',
  '$jmesPath',
  '$jmespath',
  '$json',
  '$max',
  '$min',
  '$mode',
  '$node',
  '$nodeId',
  '$nodeVersion',
  '$not',
  '$now',
  '$pageCount',
  '$parameter',
  '$parent',
  '$position',
  '$prevNode',
  '$rawParameter',
  '$request',
  '$response',
  '$responseItem',
  '$resumeWebhookUrl',
  '$runIndex',
  '$secrets',
  '$self',
  '$thisItem',
  '$thisItemIndex',
  '$thisRunIndex',
  '$today',
  '$tool',
  '$value',
  '$vars',
  '$version',
  '$webhookId',
  '$workflow',
];

const FUNCTIONS = ['average', 'max', 'min', 'not', 'numberList', 'toPathSegment', 'zip'];

/** n8n's own additions to the language. */
const ADDITIONS = ['DateTime', 'Duration', 'Interval', 'extend', 'extendOptional'];

export const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...DATA,
  ...FUNCTIONS,
  ...ADDITIONS,
  ...LANGUAGE_NAMES,
]);
