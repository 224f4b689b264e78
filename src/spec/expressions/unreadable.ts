import type { Expression, Node } from 'acorn';
import { full, simple } from 'acorn-walk';

/** JavaScript that acorn reads and the parser of n8n 2.41 does not. @returns what it is, for a sentence */
export function unreadableByN8n(expression: Expression): string | undefined {
  const found = new Set<string>();
  full(expression, (node: Node) => {
    if (node.type === 'PrivateIdentifier') found.add('n8n knows no private names (`#name`)');
  });
  simple(expression, {
    ImportExpression: () => found.add('n8n imports nothing'),
    Literal: ({ regex }) => {
      if (regex?.flags.includes('v')) found.add('n8n knows no regular expressions with the flag `v`');
    },
    TemplateElement: ({ value }) => {
      if (value.cooked === null || value.cooked === undefined)
        found.add('n8n reads no text with an escape that is none');
    },
  });
  const [first] = found;
  return first;
}
