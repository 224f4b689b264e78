import type { INode } from 'n8n-workflow';

/**
 * Whose a field of a node is:
 * - `ours`: what the node does. A person's edit of it is a conflict that is asked about.
 * - `theirs`: what no specification says. It stays as people (or n8n's editor) set it, and no write takes it away.
 * - `identity`: how a node is found again.
 * - `place`: compared apart, because moving a node is no edit of it.
 * - `n8n`: filled in by n8n where we give none.
 */
export type FieldOwner = 'ours' | 'theirs' | 'identity' | 'place' | 'n8n';

/** Every field that n8n knows: a new one fails the type check here until somebody decides whose it is. */
export const NODE_FIELDS = {
  id: 'identity',
  name: 'ours',
  type: 'ours',
  typeVersion: 'ours',
  parameters: 'ours',
  credentials: 'ours',
  disabled: 'ours',
  notes: 'ours',
  onError: 'ours',
  retryOnFail: 'ours',
  maxTries: 'ours',
  waitBetweenTries: 'ours',
  executeOnce: 'ours',
  alwaysOutputData: 'ours',
  position: 'place',
  webhookId: 'n8n',
  notesInFlow: 'theirs',
  // The old form of `onError`, which Millwright never writes.
  continueOnFail: 'theirs',
  customTelemetryTags: 'theirs',
  extendsCredential: 'theirs',
  rewireOutputLogTo: 'theirs',
  forceCustomOperation: 'theirs',
} as const satisfies Record<keyof INode, FieldOwner>;

/** A field that this n8n adds and that we do not know is no business of ours. */
export function ownerOfField(name: string): FieldOwner {
  return isKnown(name) ? NODE_FIELDS[name] : 'theirs';
}

function isKnown(name: string): name is keyof typeof NODE_FIELDS {
  return Object.hasOwn(NODE_FIELDS, name);
}
