import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { DataFolder } from './data-folder.ts';
import type { N8nRuntime } from './n8n-runtime.ts';
import type { Report } from './progress.ts';

/** What migrations and a first start fill with the same rows everywhere, plus an owner that has no password yet. */
const KEPT = new Set(
  'migrations sqlite_sequence settings role scope role_scope user project project_relation'.split(' '),
);

/** The keys, the secrets and the id of one n8n, which n8n makes where it finds none. */
const OF_ONE_INSTANCE = 'deployment_key';

/** Where the database of a new n8n is kept, migrated already: beside n8n, so another version has another one. */
export function n8nTemplateFile(runtime: N8nRuntime): string {
  return `${runtime.folder}.new.sqlite`;
}

/** Where the n8n of a data folder has its database. */
export function n8nDatabaseFile(folder: DataFolder): string {
  return join(folder.n8n, '.n8n', 'database.sqlite');
}

/**
 * Gives a new data folder the migrated database, with ids of its own. One that cannot be used is deleted, and n8n migrates
 * by itself. The caller holds the lock of the data folder, and n8n does not run.
 *
 * @returns whether n8n has nothing left to migrate
 */
export async function beginWithTemplate(
  runtime: N8nRuntime,
  folder: DataFolder,
  report: Report,
): Promise<boolean> {
  const template = n8nTemplateFile(runtime);
  if (!existsSync(template)) return false;
  const database = n8nDatabaseFile(folder);
  const copy = `${database}.${randomUUID()}`;
  await mkdir(dirname(database), { recursive: true });
  try {
    await copyFile(template, copy);
    giveIds(copy);
    await rename(copy, database);
    return true;
  } catch (cause) {
    report(`${template} cannot be used, so n8n makes its database anew. ${reasonOf(cause)}`);
    await rm(template, { force: true });
    await rm(copy, { force: true });
    return false;
  }
}

/**
 * Keeps the database of an n8n that was never set up as the beginning of later ones, without its keys. n8n runs: this takes
 * a tenth of a second of a start that had to migrate. A failure costs later starts their time and is only said.
 */
export async function keepTemplate(runtime: N8nRuntime, folder: DataFolder, report: Report): Promise<void> {
  const template = n8nTemplateFile(runtime);
  // Other commands may do the same now: each has its own files, and the last whole one gets the name.
  const copy = `${template}.${randomUUID()}`;
  try {
    await copyOfRunning(n8nDatabaseFile(folder), copy);
    writeWithoutKeys(copy, `${copy}.clean`);
    await rename(`${copy}.clean`, template);
  } catch (cause) {
    report(`The database of this n8n is not kept for the next new one. ${reasonOf(cause)}`);
  } finally {
    for (const file of [copy, `${copy}.clean`]) await rm(file, { force: true }).catch(() => undefined);
  }
}

async function copyOfRunning(database: string, copy: string): Promise<void> {
  const running = new DatabaseSync(database, { readOnly: true });
  try {
    await backup(running, copy);
  } finally {
    running.close();
  }
}

/** Written anew, since rows that are deleted can still be read in the file. */
function writeWithoutKeys(copy: string, clean: string): void {
  withDatabase(copy, (database) => {
    database.exec(`DELETE FROM ${OF_ONE_INSTANCE}`);
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    const others = tables.map(({ name }) => String(name)).filter((name) => !KEPT.has(name));
    const filled = others.filter((name) => database.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get());
    if (filled.length > 0) throw new Error(`It has rows in ${filled.join(', ')}.`);
    if (database.prepare('SELECT 1 FROM user WHERE password IS NOT NULL OR email IS NOT NULL').get())
      throw new Error('It has an owner.');
    database.prepare('VACUUM INTO ?').run(clean);
  });
}

/** The owner without a password, and the owner's project, are rows that a migration makes with random ids. */
function giveIds(copy: string): void {
  const ids = { user: randomUUID(), project: randomBytes(8).toString('hex') };
  withDatabase(copy, (database) => {
    const damage = database.prepare('PRAGMA quick_check').get()?.['quick_check'];
    if (damage !== 'ok') throw new Error(String(damage));
    // The transaction ends well only if every reference leads somewhere.
    database.exec('BEGIN; PRAGMA defer_foreign_keys = ON');
    database.prepare('UPDATE user SET id = ?').run(ids.user);
    database.prepare('UPDATE project SET id = ?, creatorId = ?').run(ids.project, ids.user);
    database.prepare('UPDATE project_relation SET projectId = ?, userId = ?').run(ids.project, ids.user);
    database.exec('COMMIT');
  });
}

function withDatabase(file: string, use: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(file);
  try {
    use(database);
  } finally {
    database.close();
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
