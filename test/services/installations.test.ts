import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'vitest';
import { ensureN8nRuntime, findN8nRuntime } from '../../src/services/n8n-runtime.ts';
import { ensureTemporalBinary, findTemporalBinary } from '../../src/services/temporal-binary.ts';
import { lines } from './support/temporary-folder.ts';

/** The real installers take minutes; these tests are about what is kept and said when they end well or badly. */
interface Machine {
  env: NodeJS.ProcessEnv;
  cache: string;
  /** Puts a program on PATH. */
  program: (name: string, script: string) => Promise<void>;
}

async function withMachine(use: (machine: Machine) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'millwright-install-'));
  const programs = join(root, 'bin');
  await mkdir(programs);
  const nowhere = 'http://127.0.0.1:9'; // so that nothing is downloaded, whatever the network
  const env = {
    PATH: [programs, '/usr/bin', '/bin'].join(delimiter),
    XDG_CACHE_HOME: root,
    HTTPS_PROXY: nowhere,
    HTTP_PROXY: nowhere,
  };
  const program = async (name: string, script: string): Promise<void> => {
    await writeFile(join(programs, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(programs, name), 0o755);
  };
  try {
    await use({ env, cache: join(root, 'millwright'), program });
  } finally {
    await rm(root, { recursive: true });
  }
}

test('half an installation of n8n is never taken for n8n, and the next attempt begins anew', () =>
  withMachine(async ({ env, cache, program }) => {
    await program('npm', 'mkdir -p node_modules; echo half; [ "$1" = ci ]');
    const failed = ensureN8nRuntime(env, lines().report);
    await assert.rejects(failed, { code: 'install_failed', message: /Building SQLite.*install\.log/s });
    assert.equal(await findN8nRuntime(env), undefined);
    assert.ok((await readdir(cache)).some((name) => name.endsWith('.partial')));

    await program('npm', 'echo "$@"');
    const { report, text } = lines();
    const runtime = await ensureN8nRuntime(env, report);
    assert.deepEqual(await findN8nRuntime(env), runtime);
    assert.deepEqual((await readdir(runtime.folder)).toSorted(), ['package-lock.json', 'package.json']);
    assert.match(text(), /2\.6 GB/);
    assert.ok(!(await readdir(cache)).some((name) => name.endsWith('.partial')));
  }));

test('two commands at once install n8n once', () =>
  withMachine(async ({ env, program }) => {
    await program('npm', 'sleep 0.2; echo "$@"');
    const { report, text } = lines();
    await Promise.all([ensureN8nRuntime(env, report), ensureN8nRuntime(env, report)]);
    assert.equal(text().match(/Installing n8n/g)?.length, 1);
    assert.match(text(), /Another command is installing n8n/);
  }));

test('a temporal command on PATH is used, else one in the cache', () =>
  withMachine(async ({ env, cache, program }) => {
    if (await findTemporalBinary({ ...env, PATH: '/usr/bin:/bin' })) return; // this machine has one where we cannot hide it
    const cached = join(cache, 'temporal-1.5.1', 'temporal');
    await mkdir(dirname(cached), { recursive: true });
    await writeFile(cached, '', { mode: 0o755 });
    assert.equal(await findTemporalBinary(env), cached);
    await program('temporal', 'true');
    assert.equal(await ensureTemporalBinary(env, lines().report), join(dirname(cache), 'bin', 'temporal'));
  }));

test('without a download the Temporal server is built with Go, and a failure names what to do', () =>
  withMachine(async ({ env, cache, program }) => {
    await program('go', 'exit 1');
    const failed = ensureTemporalBinary(env, lines().report);
    await assert.rejects(failed, {
      code: 'install_failed',
      message: /Install the Temporal CLI.*temporal-build\.log/s,
    });
    assert.equal(await findTemporalBinary(env), undefined);

    await program(
      'go',
      'mkdir -p "$GOBIN"; echo "$CGO_ENABLED $*" > "$GOBIN/temporal"; chmod +x "$GOBIN/temporal"',
    );
    const { report, text } = lines();
    assert.equal(await ensureTemporalBinary(env, report), join(cache, 'temporal-1.5.1', 'temporal'));
    assert.match(text(), /213 MB, about 3 to 5 minutes/);
  }));
