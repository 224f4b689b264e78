import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'vitest';
import type { DataFolder } from '../../src/services/data-folder.ts';
import { startLocalStack } from '../../src/services/local-stack.ts';
import { ensureN8nRuntime, type N8nRuntime } from '../../src/services/n8n-runtime.ts';
import { readN8nSecrets } from '../../src/services/n8n-secrets.ts';
import {
  beginWithTemplate,
  keepTemplate,
  n8nDatabaseFile,
  n8nTemplateFile,
} from '../../src/services/n8n-template.ts';
import { impersonalEnvironment } from '../support/impersonal-environment.ts';
import { lines, withDataFolder } from './support/temporary-folder.ts';

const IMPERSONAL = { ...impersonalEnvironment(process.env), TEMPORAL_ADDRESS: '127.0.0.1:1' };
const NOTHING_BUT_N8N = { n8n: true, standIns: [], replay: [], workers: false };

/** A machine on which n8n is installed and never ran. */
async function withNewMachine(
  use: (env: NodeJS.ProcessEnv, runtime: N8nRuntime) => Promise<void>,
): Promise<void> {
  const installed = await ensureN8nRuntime(IMPERSONAL, console.log);
  const root = await mkdtemp(join(tmpdir(), 'millwright-template-'));
  const env = { ...IMPERSONAL, XDG_CACHE_HOME: root };
  const folder = join(root, 'millwright', basename(installed.folder));
  try {
    await mkdir(dirname(folder));
    await symlink(installed.folder, folder);
    await use(env, { ...installed, folder });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function rows(file: string, query: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(query)
      .all()
      .flatMap((row) => Object.values(row).map(String));
  } finally {
    database.close();
  }
}

/** What belongs to one n8n and to nobody else: keys, secrets, ids, the owner and its password. */
async function ownValues(folder: DataFolder): Promise<string[]> {
  const database = n8nDatabaseFile(folder);
  const secrets = await readN8nSecrets(folder);
  assert.ok(secrets);
  const values = [
    ...rows(database, 'SELECT id, value FROM deployment_key'),
    ...rows(database, 'SELECT id, password FROM user'),
    ...rows(database, 'SELECT id FROM project'),
    ...rows(database, 'SELECT id, apiKey FROM user_api_keys'),
    secrets.password,
    secrets.encryptionKey,
  ];
  assert.ok(values.length >= 19 && values.every((value) => value.length >= 16));
  return values;
}

async function assertHoldsNothingOfAnybody(template: string, anybody: string[]): Promise<void> {
  assert.deepEqual(
    rows(template, 'SELECT email, firstName, lastName, password, mfaSecret FROM user'),
    Array(5).fill('null'),
  );
  assert.deepEqual(rows(template, 'SELECT key FROM settings').toSorted(), [
    'chat.access.enabled',
    'features.ldap',
    'ui.banners.dismissed',
    'userManagement.isInstanceOwnerSetUp',
  ]);
  for (const table of ['deployment_key', 'user_api_keys', 'credentials_entity', 'workflow_entity'])
    assert.deepEqual(rows(template, `SELECT * FROM ${table}`), [], table);
  // Also not where a deleted row was. The ids of owner and project stay: a new n8n gets others.
  const bytes = await readFile(template, 'latin1');
  const idsThatStay = rows(template, 'SELECT id FROM user UNION SELECT id FROM project');
  for (const value of anybody)
    assert.ok(idsThatStay.includes(value) || !bytes.includes(value), 'a value of one n8n is in the template');
}

test('a new n8n begins with the database that the first one migrated, and shares no key, no secret and no id with it', () =>
  withNewMachine(async (env, runtime) =>
    withDataFolder(async (first) =>
      withDataFolder(async (second) => {
        const template = n8nTemplateFile(runtime);
        await writeFile(template, 'half a database');
        const said = lines();
        await startLocalStack({ folder: first, report: said.report, env, with: NOTHING_BUT_N8N });
        assert.match(said.text(), /cannot be used, so n8n makes its database anew/);

        const { n8n } = await startLocalStack({
          folder: second,
          report: said.report,
          env,
          with: NOTHING_BUT_N8N,
        });
        const when = 'SELECT createdAt FROM role ORDER BY slug';
        assert.deepEqual(rows(n8nDatabaseFile(second), when), rows(template, when), 'it did not migrate');
        assert.deepEqual(rows(n8nDatabaseFile(first), when), rows(template, when), 'the first one did');
        assert.ok(n8n);
        const headers = { 'x-n8n-api-key': n8n.apiKey };
        assert.equal((await fetch(`${n8n.url}/api/v1/workflows`, { headers })).status, 200);

        const all = [...(await ownValues(first)), ...(await ownValues(second))];
        assert.equal(new Set(all).size, all.length);
        await assertHoldsNothingOfAnybody(template, all);
        const cached = await readdir(dirname(template));
        assert.deepEqual(
          cached.filter((name) => name.startsWith(basename(template))),
          [basename(template)],
        );

        await rm(template);
        await keepTemplate(runtime, second, said.report);
        assert.ok(!existsSync(template), 'an n8n that is in use is no template');
        assert.match(said.text(), /is not kept for the next new one/);
      }),
    ),
  ));

test('of several commands that keep the database at once one has its name, and no other version of n8n begins with it', () =>
  withNewMachine(async (env, runtime) =>
    withDataFolder(async (folder) => {
      const said = lines();
      await startLocalStack({ folder, report: said.report, env, with: NOTHING_BUT_N8N });
      const template = n8nTemplateFile(runtime);
      await withDataFolder(async (untouched) => {
        assert.ok(await beginWithTemplate(runtime, untouched, said.report));
        await rm(template);
        await Promise.all([1, 2, 3].map(async () => keepTemplate(runtime, untouched, said.report)));
      });
      await withDataFolder(async (next) => {
        const another = { ...runtime, folder: runtime.folder.replace(runtime.version, '2.99.0') };
        assert.equal(await beginWithTemplate(another, next, said.report), false);
        assert.deepEqual(await readdir(next.n8n), []);
        assert.ok(await beginWithTemplate(runtime, next, said.report));
        assert.deepEqual(await readdir(dirname(n8nDatabaseFile(next))), ['database.sqlite']);
      });
      assert.doesNotMatch(said.text(), /cannot be used|is not kept/);
    }),
  ));
