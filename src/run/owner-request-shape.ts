import type { OwnerRequest } from '../protocol/owner.ts';
import { fieldsOf, isId, isText, type Fields } from './json-fields.ts';

/** The ids of activities begin with it. */
const LONGEST_REQUEST_ID = 500;

/** Reads what a run asks of an owner, or anybody else; `refused` counts what is no request. */
export function readOwnerRequests(input: unknown): { requests: OwnerRequest[]; refused: number } {
  const sent = fieldsOf(input)?.['requests'];
  const all: unknown[] = Array.isArray(sent) ? sent : [undefined];
  const requests = all.flatMap((each) => readRequest(each) ?? []);
  return { requests, refused: all.length - requests.length };
}

function readRequest(input: unknown): OwnerRequest | undefined {
  const fields = fieldsOf(input);
  if (fields === undefined) return undefined;
  const { requestId, from, run, mayRestore } = fields;
  const operation = readOperation(fieldsOf(fields['operation']) ?? {});
  if (!isId(requestId, LONGEST_REQUEST_ID) || !isId(from) || operation === undefined) return undefined;
  return {
    requestId,
    from,
    ...(isText(run) && { run }),
    ...(mayRestore === true && { mayRestore }),
    operation,
  };
}

function readOperation(fields: Fields): OwnerRequest['operation'] | undefined {
  const { kind, environmentHash, taskId, specificationHash, codeHashes, overwrite } = fields;
  if (!isText(environmentHash)) return undefined;
  switch (kind) {
    case 'activate':
    case 'deactivate':
    case 'restore':
      return { kind, environmentHash };
    case 'apply': {
      const code = readTexts(codeHashes);
      return isText(taskId) && isText(specificationHash) && code !== undefined
        ? {
            kind,
            taskId,
            specificationHash,
            environmentHash,
            codeHashes: code,
            overwrite: overwrite === true,
          }
        : undefined;
    }
    default:
      return undefined;
  }
}

function readTexts(value: unknown): Record<string, string> | undefined {
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  const texts = Object.entries(fields).flatMap(([name, text]): [string, string][] =>
    isText(text) ? [[name, text]] : [],
  );
  return texts.length === Object.keys(fields).length ? Object.fromEntries(texts) : undefined;
}
