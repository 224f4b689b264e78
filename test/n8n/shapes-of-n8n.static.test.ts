import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const TYPES = 'test/n8n/shapes-of-n8n.types.ts';

/** Each type of a later n8n, and the field that the compiler must name. */
const CHANGES: Record<string, { declared: string; field: string }[]> = {
  'a field that came': [
    { declared: `interface INode extends n8n.INode { pinnedBy?: string }`, field: 'pinnedBy' },
    { declared: `interface IConnection extends n8n.IConnection { label?: string }`, field: 'label' },
    {
      declared: `interface IWorkflowSettings extends n8n.IWorkflowSettings { region?: string }`,
      field: 'region',
    },
    { declared: `interface IWorkflowBase extends n8n.IWorkflowBase { owner?: string }`, field: 'owner' },
    { declared: `interface INodeProperties extends n8n.INodeProperties { unit?: string }`, field: 'unit' },
    {
      declared: `interface INodeTypeDescription extends n8n.INodeTypeDescription { price?: 1 }`,
      field: 'price',
    },
    {
      declared: `interface INodePropertyOptions extends n8n.INodePropertyOptions { rank?: 1 }`,
      field: 'rank',
    },
    {
      declared: `interface INodePropertyCollection extends n8n.INodePropertyCollection { fold?: 1 }`,
      field: 'fold',
    },
    {
      declared: `interface INodeCredentialDescription extends n8n.INodeCredentialDescription { per?: 1 }`,
      field: 'per',
    },
    {
      declared: `interface INodeCredentialsDetails extends n8n.INodeCredentialsDetails { vault?: 1 }`,
      field: 'vault',
    },
    { declared: `interface ISourceData extends n8n.ISourceData { lane?: 1 }`, field: 'lane' },
    { declared: `interface ITaskData extends n8n.ITaskData { cpuTime?: 1 }`, field: 'cpuTime' },
    { declared: `type ExecutionStatus = n8n.ExecutionStatus | 'paused'`, field: 'paused' },
  ],
  'a field that went': [
    { declared: `type INode = Omit<n8n.INode, 'executeOnce'>`, field: 'executeOnce' },
    { declared: `type IConnection = Omit<n8n.IConnection, 'index'>`, field: 'index' },
    {
      declared: `type IWorkflowSettings = Omit<n8n.IWorkflowSettings, 'executionOrder'>`,
      field: 'executionOrder',
    },
    { declared: `type IWorkflowBase = Omit<n8n.IWorkflowBase, 'isArchived'>`, field: 'isArchived' },
    {
      declared: `type INodeProperties = Omit<n8n.INodeProperties, 'displayOptions'>`,
      field: 'displayOptions',
    },
    { declared: `type INodeTypeDescription = Omit<n8n.INodeTypeDescription, 'outputs'>`, field: 'outputs' },
    {
      declared: `type ISourceData = Omit<n8n.ISourceData, 'previousNodeOutput'>`,
      field: 'previousNodeOutput',
    },
  ],
  'a field that holds something else': [
    {
      declared: `type INode = Omit<n8n.INode, 'position'> & { position: { x: number; y: number } }`,
      field: 'position',
    },
    { declared: `type IConnection = Omit<n8n.IConnection, 'index'> & { index: string }`, field: 'index' },
    {
      declared: `type IWorkflowSettings = Omit<n8n.IWorkflowSettings, 'saveDataErrorExecution'> & { saveDataErrorExecution?: boolean }`,
      field: 'saveDataErrorExecution',
    },
    {
      declared: `type IWorkflowBase = Omit<n8n.IWorkflowBase, 'active'> & { active?: boolean }`,
      field: 'active',
    },
    {
      declared: `type INodeProperties = Omit<n8n.INodeProperties, 'name'> & { name: number }`,
      field: 'name',
    },
    {
      declared: `type INodeTypeDescription = Omit<n8n.INodeTypeDescription, 'version'> & { version: string }`,
      field: 'version',
    },
    {
      declared: `type INodePropertyOptions = Omit<n8n.INodePropertyOptions, 'value'> & { value: object[] }`,
      field: 'value',
    },
    {
      declared: `type INodeCredentialsDetails = Omit<n8n.INodeCredentialsDetails, 'id'> & { id: number }`,
      field: 'id',
    },
    {
      declared: `type ISourceData = Omit<n8n.ISourceData, 'previousNode'> & { previousNode?: 1 }`,
      field: 'previousNode',
    },
  ],
  'a field that takes less than we write': [
    { declared: `type INode = Omit<n8n.INode, 'onError'> & { onError?: 'stopWorkflow' }`, field: 'onError' },
    {
      declared: `type INodeCredentialsDetails = Omit<n8n.INodeCredentialsDetails, 'name'> & { name: 'one' }`,
      field: 'name',
    },
    {
      declared: `type IWorkflowSettings = Omit<n8n.IWorkflowSettings, 'timezone'> & { timezone?: 'DEFAULT' }`,
      field: 'timezone',
    },
  ],
};

/** Compiles our shapes against n8n's types with some of them declared anew. @returns what the compiler says. */
async function compile(declared: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shapes-'));
  try {
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    const real = join(REPOSITORY, 'node_modules', 'n8n-workflow', 'dist', 'esm', 'index.js');
    const changed = declared.map((each) => `export ${each};\n`).join('');
    await writeFile(
      join(folder, 'changed.d.ts'),
      `import type * as n8n from '${real}';\nexport * from '${real}';\n${changed}`,
    );
    const tsconfig = {
      extends: join(REPOSITORY, 'tsconfig.json'),
      compilerOptions: { paths: { 'n8n-workflow': ['./changed.d.ts'] } },
      include: [],
      files: [join(REPOSITORY, TYPES)],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    const tsc = join(REPOSITORY, 'node_modules', '.bin', 'tsc');
    return spawnSync(tsc, ['--project', folder, '--pretty', 'false'], { encoding: 'utf8' }).stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The fields that a compiler error is about. */
function fieldsNamed(complaint: string): Set<string> {
  const names = complaint.matchAll(/Type '"(\w+)"'|[Pp]roperty '(\w+)'|'(\w+)' does not exist/g);
  return new Set([...names].flatMap(([, ...found]) => found.filter((name) => name !== undefined)));
}

test('with the types of the n8n that is supported the compiler has no complaint', async () => {
  assert.equal(await compile([]), '');
});

test.for(Object.entries(CHANGES))('%s fails the type check, which says its name', async ([, cases]) => {
  const complaint = await compile(cases.map(({ declared }) => declared));
  const named = fieldsNamed(complaint);
  const missed = cases.filter(({ field }) => !named.has(field));
  assert.deepEqual(missed, [], complaint);
});
