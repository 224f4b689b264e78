import { z } from 'zod';
import { MillwrightError } from '../../../errors.ts';
import type { ApiSend } from '../api-send.ts';

const tablesSchema = z.object({
  data: z.array(z.object({ id: z.string(), name: z.string() })),
  nextCursor: z.string().nullish(),
});

export type DataTableSummary = z.infer<typeof tablesSchema>['data'][number];

/** Data tables by id and name. */
export interface DataTablesApi {
  /** Undefined when the API key may not list them, or this n8n has none: then nothing is known. */
  listDataTables(): Promise<DataTableSummary[] | undefined>;
}

export function createDataTablesApi(send: ApiSend): DataTablesApi {
  return {
    async listDataTables() {
      const found: DataTableSummary[] = [];
      let cursor: string | null | undefined;
      try {
        do {
          const query = new URLSearchParams({ limit: '250' });
          if (typeof cursor === 'string') query.set('cursor', cursor);
          const path = `/api/v1/data-tables?${query.toString()}`;
          const page = await send.getOptional(path, tablesSchema, 'to list data tables');
          if (page === undefined) return undefined;
          found.push(...page.data);
          cursor = page.nextCursor;
        } while (typeof cursor === 'string');
      } catch (error) {
        if (error instanceof MillwrightError && error.code === 'n8n_unauthorized') return undefined;
        throw error;
      }
      return found;
    },
  };
}
