import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { MillwrightError } from '../errors.ts';
import type { N8nClient } from '../n8n/client/client.ts';
import { withHarness, type Harness } from '../n8n/live/harness.ts';
import type { IntegrationInstructions } from '../spec/instructions.ts';
import type { JsonValue } from '../protocol/json.ts';
import { isPlainObject, parseJson } from '../spec/json-value.ts';
import { matchPattern } from './bounded-pattern.ts';
import { describeDifferences, findDifferences, toText } from './differences.ts';
import type { FailureAction, Gap } from '../protocol/evidence.ts';
import type { Observation } from './evidence.ts';
import { softError } from './soft-error.ts';
import { probeDocument, PROBE_PATH, probeUrl, type ProbeTarget } from './probe-document.ts';

/** Pauses before the second, third and fourth attempt of an answer that `error_handling` says to retry. */
const RETRY_PAUSES_MS = [500, 1_000, 2_000];
const SHOWN_BODY_CHARACTERS = 300;

const answerSchema = z.object({ statusCode: z.number(), data: z.string().default('') });
const bodySchema = z.string().transform((text, context) => {
  try {
    return parseJson(text);
  } catch {
    context.addIssue('no JSON');
    return z.NEVER;
  }
});
const itemsSchema = z.union([
  answerSchema,
  z
    .array(answerSchema)
    .length(1)
    .transform(([first]) => first),
]);

export interface ProbeResult {
  observations: Observation[];
  /** Whether somebody answered at all. */
  answered: boolean;
  gaps: Gap[];
  /** What the specification says to do about the status that came, when it is not the expected one. */
  action?: FailureAction;
}

/**
 * Calls a service from inside n8n, with n8n's credential, by a temporary workflow that is always removed: no client
 * secret reaches this process.
 *
 * @throws MillwrightError `integration_unavailable` when a status to be retried, or no answer, stays after the last attempt.
 */
export async function probeIntegration(
  client: N8nClient,
  instructions: IntegrationInstructions,
  target: ProbeTarget,
  harnessOwner?: string,
): Promise<ProbeResult> {
  const url = probeUrl(target.baseUrl, instructions.api_endpoint);
  const expected = `status ${instructions.expected_response.status}`;
  const name = `${instructions.method} ${instructions.api_endpoint}`;
  if (url === undefined) {
    const actual = `the endpoint leaves the base URL of ${instructions.integration}; nothing was called`;
    return { answered: false, gaps: [], observations: [{ name, passed: false, expected, actual }] };
  }
  return withHarness(
    client,
    probeDocument(instructions, url, target),
    async (harness) => {
      const answer = await callWithRetries(harness, instructions);
      const observations = compare(instructions, answer, name);
      const rule = instructions.error_handling.find(({ error_code: code }) => code === answer.statusCode);
      const failed = observations.some((observation) => !observation.passed);
      const answered = answer.statusCode !== undefined;
      const gaps = gapsOf(instructions, answer);
      return failed && rule && rule.action !== 'retry'
        ? { answered, observations, gaps, action: rule.action }
        : { answered, observations, gaps };
    },
    { label: `probe of ${instructions.integration}`, owner: harnessOwner },
  );
}

type ProbeAnswer = z.infer<typeof answerSchema> | { statusCode: undefined; data: string };

/** What n8n says when nobody answered: the service may be there later. All other failures are mistakes. */
const UNREACHABLE =
  /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|refused|timed? ?out|aborted|could not be (reached|found)/i;

async function callWithRetries(
  harness: Harness,
  instructions: IntegrationInstructions,
): Promise<ProbeAnswer> {
  const { method, api_endpoint: endpoint, integration, expected_response: wanted } = instructions;
  const isToRetry = ({ statusCode, data }: ProbeAnswer): boolean => {
    if (statusCode === undefined) return UNREACHABLE.test(data);
    const rule = instructions.error_handling.find(({ error_code: code }) => code === statusCode);
    return statusCode !== wanted.status && rule?.action === 'retry';
  };
  let answer: ProbeAnswer = { statusCode: undefined, data: '' };
  for (const pauseMs of [0, ...RETRY_PAUSES_MS]) {
    await sleep(pauseMs);
    answer = await callOnce(harness);
    if (!isToRetry(answer)) return answer;
  }
  const attempts = RETRY_PAUSES_MS.length + 1;
  throw new MillwrightError(
    'integration_unavailable',
    `${integration} gave ${statusText(answer)} to ${method} ${endpoint} in ${attempts} attempts.`,
  );
}

async function callOnce(harness: Harness): Promise<ProbeAnswer> {
  const before = await harness.lastExecutionId();
  const { status, body } = await harness.call({ method: 'POST', path: PROBE_PATH });
  const answer = status === 200 ? itemsSchema.safeParse(body).data : undefined;
  if (answer) return answer;
  const execution = await harness.waitForExecution(before, []);
  return { statusCode: undefined, data: execution.error ?? 'n8n gave no reason' };
}

function statusText({ statusCode, data }: ProbeAnswer): string {
  return statusCode === undefined ? `no answer (${data})` : `status ${statusCode}`;
}

function compare(instructions: IntegrationInstructions, answer: ProbeAnswer, name: string): Observation[] {
  const { status, pattern, body: wanted } = instructions.expected_response;
  const shown = answer.data.slice(0, SHOWN_BODY_CHARACTERS);
  const passed = answer.statusCode === status;
  const actual =
    passed || answer.statusCode === undefined ? statusText(answer) : `${statusText(answer)}: ${shown}`;
  const observations = [{ name, passed, expected: `status ${status}`, actual }];
  const error = passed && status < 400 ? softError(answer.data) : undefined;
  if (error && !speaksOf(instructions, error.key)) {
    const told = `its body holds \`${error.key}\`: ${toText(error.value, SHOWN_BODY_CHARACTERS)}`;
    observations.push({
      name: `${name}: error`,
      passed: false,
      expected: 'no error in the body',
      actual: told,
    });
  }
  if (wanted !== undefined) observations.push(compareBody(name, wanted, answer.data));
  if (pattern === undefined) return observations;
  const matched = matchPattern(pattern, answer.data) === 'match';
  const body = matched ? 'it matches' : `it does not match: ${shown}`;
  return [
    ...observations,
    { name: `${name}: body`, passed: matched, expected: `matches ${pattern}`, actual: body },
  ];
}

/** The part that is wanted has to be in the body, which has to be JSON. */
function compareBody(name: string, wanted: JsonValue, text: string): Observation {
  const parsed = bodySchema.safeParse(text);
  const differences = findDifferences(wanted, parsed.success ? parsed.data : undefined, 'subset');
  const actual = parsed.success ? describeDifferences(differences) : 'it is no JSON';
  return {
    name: `${name}: body`,
    passed: parsed.success && differences.length === 0,
    expected: toText(wanted, SHOWN_BODY_CHARACTERS),
    actual:
      parsed.success && differences.length === 0
        ? 'it is there'
        : `${actual}: ${text.slice(0, SHOWN_BODY_CHARACTERS)}`,
  };
}

/** Who names the member in what is expected knows of it. */
function speaksOf({ expected_response: wanted }: IntegrationInstructions, key: string): boolean {
  const { pattern = '', body } = wanted;
  return pattern.includes(key) || (isPlainObject(body) && Object.hasOwn(body, key));
}

/** Without a pattern or a body, the status alone is compared: whoever answers so may be anybody. */
function gapsOf({ expected_response: wanted }: IntegrationInstructions, answer: ProbeAnswer): Gap[] {
  if (wanted.pattern !== undefined || wanted.body !== undefined) return [];
  const body = answer.data.trim() === '' ? 'it was empty' : 'whatever it was';
  return [
    {
      mark: 'not_asserted',
      text: `\`expected_response\` says nothing about the body (${body}), so only the status was compared.`,
    },
  ];
}
