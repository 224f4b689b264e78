import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';
import {
  SANDBOX_TASK_QUEUE,
  SEARCH_ATTRIBUTE_SPECIFICATION,
  SEARCH_ATTRIBUTE_STATUS,
  TASK_QUEUE,
} from '../../protocol/names.ts';
import { withCleanUp } from '../../clean-up.ts';
import { findTemporalBinary } from '../../services/temporal-binary.ts';
import type { CommandContext } from '../command.ts';
import { connectTemporal } from '../runs/connect.ts';
import { checkBuilds } from './check-builds.ts';
import { checkStuck } from './check-stuck.ts';
import { findingsOf, messageOf, type Finding } from './finding.ts';
import { pollersOf } from './pollers.ts';

const { ok, limited, missing } = findingsOf('temporal');
const { IndexedValueType } = proto.temporal.api.enums.v1;

/** The server, its namespace and search attributes, and whether both workers poll. */
export async function checkTemporal(context: CommandContext): Promise<Finding[]> {
  const binary = context.config.temporal.address === undefined ? [await checkBinary()] : [];
  let client: Client;
  try {
    client = await connectTemporal(context);
  } catch (error) {
    return [...binary, missing('Server', messageOf(error), 'millwright up')];
  }
  return withCleanUp(
    () => lookAt(client, binary),
    () => client.connection.close(),
  );
}

async function lookAt(client: Client, binary: Finding[]): Promise<Finding[]> {
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  const server = ok('Server', `answers, version ${serverVersion ?? 'unknown'}`);
  const namespace = await checkNamespace(client);
  if (namespace.state !== 'ok') return [...binary, server, namespace];
  return [
    ...binary,
    server,
    namespace,
    await checkSearchAttributes(client),
    await checkWorker(client, 'Worker', TASK_QUEUE),
    await checkWorker(client, 'Sandbox worker', SANDBOX_TASK_QUEUE),
    ...(await checkBuilds(client)),
    ...(await checkStuck(client)),
  ];
}

async function checkBinary(): Promise<Finding> {
  const binary = await findTemporalBinary(process.env);
  if (binary !== undefined) return ok('Command', binary);
  return limited(
    'Command',
    '`temporal` is neither on PATH nor in the cache',
    '`millwright up` fetches it (once).',
  );
}

async function checkNamespace(client: Client): Promise<Finding> {
  const { namespace } = client.options;
  try {
    await client.workflowService.describeNamespace({ namespace });
    return ok('Namespace', namespace);
  } catch (error) {
    return missing(
      'Namespace',
      messageOf(error),
      `temporal operator namespace create --namespace ${namespace}`,
    );
  }
}

async function checkSearchAttributes(client: Client): Promise<Finding> {
  const names = [SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS];
  const fix = names
    .map((name) => `temporal operator search-attribute create --name ${name} --type Keyword`)
    .join(' && ');
  try {
    const { namespace } = client.options;
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({ namespace });
    const keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD;
    const absent = names.filter((name) => customAttributes?.[name] !== keyword);
    if (absent.length === 0) return ok('Search attributes', names.join(', '));
    return limited(
      'Search attributes',
      `${absent.join(', ')} not registered as Keyword: \`millwright list\` cannot filter`,
      fix,
    );
  } catch (error) {
    return limited('Search attributes', `they cannot be listed: ${messageOf(error)}`, fix);
  }
}

async function checkWorker(client: Client, what: string, taskQueue: string): Promise<Finding> {
  const { pollers } = await pollersOf(client, taskQueue, 'activity');
  const [latest] = pollers;
  const seconds = Math.max(0, Math.round((latest?.silenceMs ?? 0) / 1_000));
  if (latest?.isThere) return ok(what, `asked for work ${seconds} s ago`);
  const last = latest === undefined ? 'nobody asks' : `nobody has asked for ${seconds} s`;
  return missing(what, `${last} for work on the task queue "${taskQueue}"`, 'millwright up');
}
