import { parse } from 'acorn';
import type { N8nNode } from '../n8n/client/wire.ts';
import { usesOfCodeNode } from '../spec/code/code-node.ts';
import { reachObjections } from '../spec/code/code-reach.ts';
import { NO_CODE_FROM_TEXT } from '../spec/code/guard.ts';

const CODE = 'n8n-nodes-base.code';

/** Names of n8n's task runner by which nothing outside of n8n is reached, besides those that begin with `$`. */
const QUIET: ReadonlySet<string> = new Set(
  (
    'items item console Buffer DateTime Duration Interval TextDecoder TextEncoder atob btoa ' +
    'setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate ' +
    'Date Error Intl Math Object Promise'
  ).split(' '),
);

/** Why a Code node may reach a service, as the end of a sentence; nothing when it cannot, or for any other node. */
export function whyCodeReaches(node: N8nNode): string | undefined {
  if (node.type !== CODE) return undefined;
  const { language = 'javaScript', jsCode } = node.parameters;
  if (language !== 'javaScript') return 'runs code in another language, which may reach anything';
  if (typeof jsCode !== 'string') return undefined;
  const uses = usesOfCodeNode(jsCode);
  if (uses === undefined) return whyTextReaches(jsCode);
  const reaching = uses.filter((use) => !isQuiet(use.split('.')[0] ?? use));
  return reaching.length === 0 ? undefined : `may use ${reaching.join(', ')}`;
}

/**
 * Code that people wrote runs in n8n with all that n8n offers. In the copies that a check runs it cannot make code from
 * text, so that what it names is what it can reach.
 */
export function withoutCodeFromText(node: N8nNode): N8nNode {
  const { jsCode } = node.parameters;
  if (node.type !== CODE || typeof jsCode !== 'string' || usesOfCodeNode(jsCode) !== undefined) return node;
  return { ...node, parameters: { ...node.parameters, jsCode: `${NO_CODE_FROM_TEXT}\n${jsCode}` } };
}

function whyTextReaches(code: string): string | undefined {
  try {
    const program = parse(`async function node() {${code}\n}`, { ecmaVersion: 2025, ranges: true });
    const data = new Set(code.match(/\$\w*/g));
    const [objection] = reachObjections(program, { uses: [...QUIET, ...data] });
    return objection && `may reach more than its data: ${objection.why}`;
  } catch (error) {
    if (error instanceof SyntaxError) return 'holds code that cannot be read';
    throw error;
  }
}

function isQuiet(name: string): boolean {
  return name.startsWith('$') || QUIET.has(name);
}
