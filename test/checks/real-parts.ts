import type { N8nClient } from '../../src/n8n/client/client.ts';
import { createStandInClient, type StandInClient } from '../../src/stand-ins/stand-in-client.ts';
import { startStandIns } from '../../src/stand-ins/start-stand-ins.ts';

/** The real n8n of the tests, the stand-ins of the example, and credentials in n8n that fit them. */

const EXAMPLE_STAND_INS = new URL('../../examples/abandoned-cart/stand-ins.yaml', import.meta.url).pathname;

export interface RealStandIns {
  url: string;
  client: StandInClient;
  close(): Promise<void>;
}

export async function exampleStandIns(): Promise<RealStandIns> {
  const { url, close } = await startStandIns({ files: [EXAMPLE_STAND_INS], port: 0 });
  return { url, client: createStandInClient(url), close };
}

/** Makes a header credential in n8n. The caller deletes it. */
export async function headerCredential(client: N8nClient, name: string, value: string) {
  const type = 'httpHeaderAuth';
  const data = { name, value };
  const label = `test ${crypto.randomUUID().slice(0, 8)}`;
  const created = await client.createCredential({ name: label, type, data });
  return { id: created.id, name: created.name, type };
}
