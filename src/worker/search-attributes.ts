import proto from '@temporalio/proto';
import type { NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS } from '../protocol/names.ts';

const { IndexedValueType } = proto.temporal.api.enums.v1;
const NAMES = [SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS];

/**
 * Registers the search attributes where the server lets us, and says whether they can be written: writing an
 * unregistered one would stick the run.
 */
export async function registerSearchAttributes(
  connection: NativeConnection,
  namespace: string,
): Promise<boolean> {
  const keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
  const searchAttributes = Object.fromEntries(NAMES.map((name) => [name, keyword]));
  try {
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
  } catch {
    // Temporal Cloud, or no right to: what counts is what is registered.
  }
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return NAMES.every((name) => customAttributes?.[name] === keyword);
  } catch {
    return false;
  }
}
