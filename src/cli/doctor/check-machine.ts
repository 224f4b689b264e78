import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { findN8nRuntime } from '../../services/n8n-runtime.ts';
import { cacheFolder } from '../../services/places.ts';
import { findingsOf, type Finding } from './finding.ts';

const NEEDED_NODE_MAJOR = 24;
/** n8n has 2.6 GB and needs about as much again while it is installed. */
const INSTALL_GB = 4;
const RUN_GB = 1;

const { ok, limited, missing } = findingsOf('machine');

/** Node, the data folder, and room on the disk. */
export async function checkMachine(home: string): Promise<Finding[]> {
  return [checkNode(), await checkDataFolder(home), await checkDisk()];
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= NEEDED_NODE_MAJOR) return ok('Node', process.version);
  return missing(
    'Node',
    `${process.version} is too old`,
    `Install Node ${NEEDED_NODE_MAJOR} or newer, or start with \`npm run\`.`,
  );
}

async function checkDataFolder(home: string): Promise<Finding> {
  const place = await nearestFolder(home);
  try {
    await access(place, constants.W_OK);
    return ok('Data folder', place === home ? home : `${home} (made at first use)`);
  } catch {
    return missing(
      'Data folder',
      `${place} cannot be written`,
      `chmod u+w ${place}, or name another one with --data.`,
    );
  }
}

async function checkDisk(): Promise<Finding> {
  const isInstalled = (await findN8nRuntime(process.env)) !== undefined;
  const neededGb = isInstalled ? RUN_GB : INSTALL_GB;
  const place = await nearestFolder(cacheFolder());
  const { bavail, bsize } = await statfs(place);
  const freeGb = (bavail * bsize) / 1e9;
  const detail = `${freeGb.toFixed(1)} GB free in ${place}`;
  if (freeGb >= neededGb) return ok('Disk', detail);
  return limited(
    'Disk',
    `${detail}; ${neededGb} GB are needed`,
    'Make room, or set XDG_CACHE_HOME to a larger disk.',
  );
}

async function nearestFolder(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists ? path : nearestFolder(dirname(path));
}
