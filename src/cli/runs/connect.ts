import { connect as connectSocket } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { MillwrightError } from '../../errors.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { runningService } from '../../services/service-record.ts';
import type { CommandContext } from '../command.ts';

const PROBE_MS = 2_000;

/**
 * A client for the Temporal server of this command: the one named in TEMPORAL_ADDRESS or a profile, else the one that
 * Millwright started, else the default address.
 * @throws MillwrightError `temporal_unreachable`, at once instead of after the client's ten seconds.
 */
export async function connectTemporal({ config }: CommandContext): Promise<Client> {
  const profile = loadClientConnectConfig();
  const address =
    config.temporal.address ??
    profile.connectionOptions.address ??
    (await ownServer(config.home)) ??
    '127.0.0.1:7233';
  if (!profile.connectionOptions.tls) await probe(address);
  try {
    const connection = await Connection.connect({ ...profile.connectionOptions, address });
    return new Client({ connection, namespace: profile.namespace ?? config.temporal.namespace });
  } catch (cause) {
    throw new MillwrightError('temporal_unreachable', `Temporal at ${address} does not answer.`, { cause });
  }
}

async function ownServer(home: string): Promise<string | undefined> {
  const record = await runningService(dataFolderAt(home), 'temporal');
  return record?.addresses['main'];
}

async function probe(address: string): Promise<void> {
  const separator = address.lastIndexOf(':');
  const host = address.slice(0, separator);
  const port = Number(address.slice(separator + 1));
  await new Promise<void>((resolve, reject) => {
    const socket = connectSocket({ host, port, timeout: PROBE_MS }, () => {
      socket.destroy();
      resolve();
    });
    const refuse = (): void => {
      socket.destroy();
      reject(new MillwrightError('temporal_unreachable', `No Temporal server answers at ${address}.`));
    };
    socket.once('error', refuse).once('timeout', refuse);
  });
}
