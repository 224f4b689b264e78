import { loadClientConnectConfig } from '@temporalio/envconfig';
import { SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS } from '../protocol/names.ts';
import { harmlessEnvironment } from './child-environment.ts';
import type { DataFolder } from './data-folder.ts';
import { ensureService } from './ensure-service.ts';
import { fingerprint } from './places.ts';
import { choosePort } from './ports.ts';
import type { Report } from './progress.ts';
import { addressOf } from './service-record.ts';
import { ensureTemporalBinary } from './temporal-binary.ts';
import { answersOk } from './wait-until.ts';

export interface TemporalAddress {
  /** `host:port` for clients and workers. */
  address: string;
  namespace: string;
  /** Web UI, when the server is ours. */
  uiUrl?: string;
}

/**
 * Without these the development server dispatches on a 50 ms grid and rounds timers up to one second
 * (measured with server 1.29).
 */
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxTimeShift="1ms"',
  'system.enableActivityEagerExecution=true',
];

/** What was acknowledged must survive a killed server. */
const SQLITE_PRAGMAS = ['journal_mode=WAL', 'synchronous=FULL'];

const SEARCH_ATTRIBUTES = [SEARCH_ATTRIBUTE_SPECIFICATION, SEARCH_ATTRIBUTE_STATUS];
const START_TIMEOUT_MS = 60_000;

/**
 * The Temporal server to use: the one of `TEMPORAL_ADDRESS`, else the one of this data folder, started when it
 * does not run. The caller holds the lock of the data folder.
 *
 * @throws MillwrightError `install_failed`, `port_in_use` or `service_failed`.
 */
export async function ensureTemporal(
  folder: DataFolder,
  env: NodeJS.ProcessEnv,
  report: Report,
): Promise<TemporalAddress> {
  const given = givenServer(env);
  if (given !== undefined) return given;
  const namespace = env['TEMPORAL_NAMESPACE'] || 'default';

  const record = await ensureService(folder, env, report, {
    name: 'temporal',
    fingerprint: fingerprint({ DYNAMIC_CONFIG, SQLITE_PRAGMAS, namespace }),
    timeoutMs: START_TIMEOUT_MS,
    install: async () => ensureTemporalBinary(env, report),
    prepare: async (binary) => {
      const port = await choosePort(folder, 'temporal', report);
      const uiPort = await choosePort(folder, 'temporal-ui', report);
      const httpPort = await choosePort(folder, 'temporal-http', report);
      return {
        command: binary,
        arguments: serverArguments({ port, uiPort, httpPort, namespace, database: folder.temporalDatabase }),
        env: harmlessEnvironment(env),
        addresses: {
          main: `127.0.0.1:${port}`,
          ui: `http://127.0.0.1:${uiPort}`,
          probe: `http://127.0.0.1:${httpPort}/api/v1/namespaces/${namespace}`,
        },
      };
    },
    isReady: async (running) => answersOk(addressOf(running, 'probe')),
  });
  return { address: addressOf(record, 'main'), namespace, uiUrl: addressOf(record, 'ui') };
}

/** A server named by TEMPORAL_ADDRESS or by the profile that TEMPORAL_PROFILE chooses, as for the Temporal CLI. */
function givenServer(env: NodeJS.ProcessEnv): TemporalAddress | undefined {
  if (!env['TEMPORAL_ADDRESS'] && !env['TEMPORAL_PROFILE']) return undefined;
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
    overrideEnvVars: Object.fromEntries(
      Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  });
  const { address } = connectionOptions;
  return address === undefined ? undefined : { address, namespace };
}

interface ServerPlace {
  port: number;
  uiPort: number;
  httpPort: number;
  namespace: string;
  database: string;
}

function serverArguments(place: ServerPlace): string[] {
  const flags: [string, string][] = [
    ['--ip', '127.0.0.1'],
    ['--port', String(place.port)],
    ['--http-port', String(place.httpPort)],
    ['--ui-port', String(place.uiPort)],
    ['--namespace', place.namespace],
    ['--log-level', 'warn'],
    ['--db-filename', place.database],
    ...SQLITE_PRAGMAS.map((pragma): [string, string] => ['--sqlite-pragma', pragma]),
    ...SEARCH_ATTRIBUTES.map((name): [string, string] => ['--search-attribute', `${name}=Keyword`]),
    ...DYNAMIC_CONFIG.map((setting): [string, string] => ['--dynamic-config-value', setting]),
  ];
  return ['server', 'start-dev', ...flags.flat()];
}
