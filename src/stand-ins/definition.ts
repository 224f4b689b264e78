import { z } from 'zod';

/** What the stand-ins answer, as written in `stand-ins.yaml`. */

const method = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);
const path = z.string().startsWith('/', 'a path begins with "/"').max(500);
const status = z.int().min(100).max(599);

const routeSchema = z.strictObject({
  method,
  /** `{name}` matches one segment and can be used in the body. */
  path,
  status,
  body: z.json().default({}),
});

const standInSchema = z.strictObject({
  integration: z.string().regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and "-"'),
  /** A request without this header gets 401. */
  require_header: z.strictObject({ name: z.string().min(1), value: z.string().min(1) }).optional(),
  routes: z.array(routeSchema),
});

export const standInsSchema = z.array(standInSchema);

/** An answer for one case only, in front of the routes of the file. */
export const extraAnswerSchema = z.strictObject({
  integration: z.string(),
  method,
  path,
  status,
  body: z.json(),
});

export const receivedRequestSchema = z.strictObject({
  /** Grows by one per request: the cursor of the admin API. */
  number: z.int(),
  /** Key of the case that the request came through; null outside of cases. */
  case: z.string().nullable(),
  integration: z.string(),
  method: z.string(),
  path: z.string(),
  query: z.record(z.string(), z.string()),
  body: z.json(),
  /** Whether the required header was right. Its value is never kept. */
  headerOk: z.boolean(),
  status: z.int(),
});

export type Route = z.infer<typeof routeSchema>;
export type StandIn = z.infer<typeof standInSchema>;
export type ExtraAnswer = z.infer<typeof extraAnswerSchema>;
export type ReceivedRequest = z.infer<typeof receivedRequestSchema>;
