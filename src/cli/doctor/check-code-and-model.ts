import type { Config } from '../../config.ts';
import { createDenoSandbox } from '../../sandbox/deno-sandbox.ts';
import { dataFolderAt } from '../../services/data-folder.ts';
import { runningService } from '../../services/service-record.ts';
import { findingsOf, type Finding } from './finding.ts';

/** Whether generated code can be run safely here. */
export async function checkSandbox(): Promise<Finding> {
  const { ok, missing } = findingsOf('sandbox');
  const probe = await createDenoSandbox().probe();
  return probe.available
    ? ok('Sandbox', probe.description)
    : missing('Sandbox', probe.reason, 'npm ci (it installs Deno); generated code is never run without it.');
}

/** Where the model's answers come from. */
export async function checkModel({ home, anthropic }: Config): Promise<Finding> {
  const { ok, limited } = findingsOf('model');
  if (anthropic.hasApiKey)
    return ok('Model', `ANTHROPIC_API_KEY is set${anthropic.baseUrl ? `, for ${anthropic.baseUrl}` : ''}`);
  if (anthropic.baseUrl !== undefined)
    return ok('Model', `ANTHROPIC_BASE_URL is ${anthropic.baseUrl}, without a key`);
  const replay = await runningService(dataFolderAt(home), 'replay');
  const detail = replay
    ? 'no key: only recorded answers are replayed'
    : 'no key and no recorded answers: no code can be generated';
  return limited('Model', detail, 'export ANTHROPIC_API_KEY=…, then `millwright up`.');
}
