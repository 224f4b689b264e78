import { createServer } from 'node:net';
import { MillwrightError } from '../errors.ts';
import type { DataFolder } from './data-folder.ts';
import type { Report } from './progress.ts';
import { readServices, rememberPort } from './service-record.ts';
import { waitUntil } from './wait-until.ts';

/** What a port is used for, and where the search for a free one begins. */
export const PREFERRED_PORTS = {
  temporal: 7233,
  'temporal-ui': 8233,
  'temporal-http': 7243,
  n8n: 5678,
  'n8n-broker': 5690,
  'stand-ins': 8410,
  replay: 8430,
} as const;
export type PortUse = keyof typeof PREFERRED_PORTS;

const CANDIDATES = 200;

/** The system closes the sockets of a killed process a moment after the process is gone. */
const FREED_WITHIN_MS = 3_000;

/**
 * The port of an earlier start if it is free, else the preferred one, else the next free one; remembered for
 * the next start. A port that another program holds is said, since addresses are part of what was deployed.
 *
 * @throws MillwrightError `port_in_use` when no port near the preferred one is free.
 */
export async function choosePort(folder: DataFolder, use: PortUse, report: Report): Promise<number> {
  const { ports } = await readServices(folder);
  const remembered = ports[use];
  if (remembered !== undefined) await waitUntil(async () => isPortFree(remembered), FREED_WITHIN_MS);
  const wanted = remembered ?? PREFERRED_PORTS[use];
  const taken = new Set(Object.entries(ports).flatMap(([other, port]) => (other === use ? [] : [port])));
  for (let port = wanted; port < wanted + CANDIDATES; port += 1) {
    if (taken.has(port) || !(await isPortFree(port))) continue;
    if (port !== wanted) report(`Port ${wanted} is in use by another program: ${use} gets ${port}.`);
    if (port !== remembered) await rememberPort(folder, use, port);
    return port;
  }
  throw new MillwrightError(
    'port_in_use',
    `No port from ${wanted} to ${wanted + CANDIDATES - 1} is free for ${use}.`,
  );
}

/** Whether a server could listen on this loopback port now. */
async function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
