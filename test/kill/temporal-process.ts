import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { required } from '../stack/settings.ts';
import type { TestTemporal } from '../stack/test-stack.ts';

const READY_WITHIN_MS = 60_000;
const PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL'];
/** The settings that `millwright up` gives its server. */
const SETTINGS = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="1ms"',
  'system.enableActivityEagerExecution=true',
];

/** A Temporal server that keeps its state in a file, as a process that can be killed. */
export interface TemporalProcess extends TestTemporal {
  kill(): Promise<void>;
  /** Starts it again on the same file and port. */
  restart(): Promise<void>;
}

/** @param suggestContinueAsNewAt events after which a run is handed over to the next of its chain */
export async function startTemporalProcess(suggestContinueAsNewAt: number): Promise<TemporalProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'millwright-temporal-'));
  const port = await freePort();
  const httpPort = await freePort();
  const settings = [...SETTINGS, `limit.historyCount.suggestContinueAsNew=${suggestContinueAsNewAt}`];
  const words = serverWords(port, httpPort, join(folder, 'temporal.db'), settings);
  let server = await start(words, httpPort);
  const connection = await Connection.connect({ address: `127.0.0.1:${port}` });
  const kill = async (): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exited = once(server, 'exit');
    server.kill('SIGKILL');
    await exited;
  };
  return {
    address: `127.0.0.1:${port}`,
    client: new Client({ connection }),
    kill,
    restart: async () => {
      server = await start(words, httpPort);
    },
    teardown: async () => {
      await connection.close();
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serverWords(port: number, httpPort: number, database: string, settings: string[]): string[] {
  const place = ['--headless', '--ip', '127.0.0.1', '--port', String(port), '--http-port', String(httpPort)];
  return ['server', 'start-dev', '--log-level', 'error', '--db-filename', database, ...place].concat(
    PRAGMAS.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    settings.flatMap((setting) => ['--dynamic-config-value', setting]),
  );
}

async function start(words: string[], httpPort: number): Promise<ChildProcess> {
  const server = spawn(required('MILLWRIGHT_TEST_TEMPORAL_BINARY'), words, { stdio: 'ignore' });
  const probe = `http://127.0.0.1:${httpPort}/api/v1/namespaces/default`;
  for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += 100) {
    if (server.exitCode !== null) break;
    if (
      await fetch(probe).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return server;
    await pause(100);
  }
  server.kill('SIGKILL');
  throw new Error('The Temporal server did not start.');
}

/** Free at this moment; the server has to have the same one after its restart. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}
