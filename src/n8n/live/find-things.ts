import type { NeededThing } from '../../spec/needed-things.ts';
import type { N8nClient } from '../client/client.ts';
import type { DataTableSummary } from '../client/api/data-tables.ts';

/** `unknown`: this n8n does not tell with this API key. */
export type ThingState = 'there' | 'missing' | 'unknown';

/** Looks for what nodes need; asks n8n once for each kind. */
export async function findThings(
  client: N8nClient,
  things: readonly NeededThing[],
): Promise<{ thing: NeededThing; state: ThingState }[]> {
  const wantsTables = things.some(({ kind }) => kind === 'data_table');
  const tables = wantsTables ? await client.listDataTables() : [];
  return Promise.all(things.map(async (thing) => ({ thing, state: await stateOf(client, thing, tables) })));
}

async function stateOf(
  client: N8nClient,
  thing: NeededThing,
  tables: readonly DataTableSummary[] | undefined,
): Promise<ThingState> {
  switch (thing.kind) {
    case 'data_table': {
      if (tables === undefined) return 'unknown';
      return tables.some((table) => table[thing.by] === thing.value) ? 'there' : 'missing';
    }
    case 'workflow': {
      const workflow = await client.getWorkflow(thing.value);
      return workflow !== undefined && !workflow.isArchived ? 'there' : 'missing';
    }
  }
}
