import { z, type ZodType } from 'zod';
import { mapRefusal } from './refusal.ts';
import { parseAnswer } from './parse-answer.ts';
import type { HttpMethod, Transport } from './transport.ts';

/** Requests to the public API with the key, and parsed answers. `what` completes "n8n refused …". */
export interface ApiSend {
  json<T>(method: HttpMethod, path: string, schema: ZodType<T>, what: string, body?: unknown): Promise<T>;
  /** Undefined when n8n knows no such thing (404). */
  getOptional<T>(path: string, schema: ZodType<T>, what: string): Promise<T | undefined>;
  deleteIfThere(path: string, what: string): Promise<void>;
}

export function createApiSend(transport: Transport, apiKey: string): ApiSend {
  const headers = { 'x-n8n-api-key': apiKey };
  return {
    async json(method, path, schema, what, body) {
      return parseAnswer(await transport.send({ method, path, headers, body }), schema, what);
    },
    async getOptional(path, schema, what) {
      const answer = await transport.send({ method: 'GET', path, headers });
      return answer.status === 404 ? undefined : parseAnswer(answer, schema, what);
    },
    async deleteIfThere(path, what) {
      const answer = await transport.send({ method: 'DELETE', path, headers });
      if (answer.status === 404) return;
      if (answer.status >= 300) throw mapRefusal(answer, what);
      if (answer.text !== '') parseAnswer(answer, z.unknown(), what);
    },
  };
}
