import type { EndToEndCase } from '../spec/model.ts';
import type { ReceivedRequest } from '../stand-ins/definition.ts';
import { describeDifferences, findDifferences, toText } from './differences.ts';

type ExpectedRequest = EndToEndCase['expect']['requests'][number];

/**
 * What is wrong with the requests that the stand-ins received: exactly the expected ones have to be there, in any order,
 * each once, with the right credential. A body is compared as a subset.
 */
export function compareRequests(
  expected: readonly ExpectedRequest[],
  received: readonly ReceivedRequest[],
): string[] {
  const left = [...received].toSorted((a, b) => describe(a).localeCompare(describe(b)));
  const wrong = left
    .filter((request) => !request.headerOk)
    .map((request) => `${describe(request)} came without the right credential`);
  const missing = expected.filter((request) => {
    const index = left.findIndex(
      (candidate) => isSame(request, candidate) && bodyDifferences(request, candidate).length === 0,
    );
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  for (const request of missing) {
    // The nearest one, so that the reader sees a wrong body and not a missing and an unexpected request.
    const index = left.findIndex((candidate) => isSame(request, candidate));
    const [nearest] = index >= 0 ? left.splice(index, 1) : [];
    wrong.push(
      nearest
        ? `${describe(request)} has another body: ${describeDifferences(bodyDifferences(request, nearest))}`
        : `${describe(request)} is missing`,
    );
  }
  for (const request of left)
    wrong.push(`${describe(request)} was not expected, with ${toText(request.body, 300)}`);
  return wrong;
}

/** "POST klaviyo /api/events". */
export function describe({
  method,
  integration,
  path,
}: Pick<ExpectedRequest, 'method' | 'integration' | 'path'>): string {
  return `${method} ${integration} ${path}`;
}

function isSame(expected: ExpectedRequest, received: ReceivedRequest): boolean {
  return describe(expected) === describe(received);
}

function bodyDifferences(expected: ExpectedRequest, received: ReceivedRequest) {
  return expected.body === undefined ? [] : findDifferences(expected.body, received.body, 'subset');
}
