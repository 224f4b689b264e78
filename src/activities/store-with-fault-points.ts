import type { ArtifactStore } from '../artifacts/artifact-store.ts';
import { CLAIMS } from '../claude/one-caller.ts';
import { hasFaultPoints, reachFaultPoint } from './fault-point.ts';

/**
 * The same store; in kill tests one that stops before it keeps something. That is where an effect has happened and
 * nothing of it is known yet: the model has answered, n8n is written, a check has been made.
 */
export function storeWithFaultPoints(store: ArtifactStore): ArtifactStore {
  if (!hasFaultPoints()) return store;
  const stopBefore = async <T>(put: () => Promise<T>): Promise<T> => {
    await reachFaultPoint('storing');
    return put();
  };
  return {
    putText: (text) => stopBefore(() => store.putText(text)),
    putJson: (value) => stopBefore(() => store.putJson(value)),
    getText: (hash) => store.getText(hash),
    getJson: (hash) => store.getJson(hash),
    setName: (name, hash, options) => {
      const set = (): Promise<boolean> => store.setName(name, hash, options);
      // A claim is no effect, and how often it is renewed is a matter of time: the other places keep their numbers.
      return name.startsWith(`${CLAIMS}/`) ? set() : stopBefore(set);
    },
    getName: (name) => store.getName(name),
    listNames: (prefix) => store.listNames(prefix),
    has: (hash) => store.has(hash),
  };
}
