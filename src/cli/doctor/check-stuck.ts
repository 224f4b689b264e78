import type { Client } from '@temporalio/client';
import { ERRORS } from '../../errors.ts';
import { stuckWorkflows } from '../runs/stuck.ts';
import { findingsOf, type Finding } from './finding.ts';

const { ok, limited } = findingsOf('temporal');

/** Runs, and owners of n8n workflows, at which the workers fail: one finding for each. */
export async function checkStuck(client: Client): Promise<Finding[]> {
  const stuck = await stuckWorkflows(client);
  if (stuck.length === 0) return [ok('Runs', 'none stands still')];
  return stuck.map(({ workflowId, reason }) =>
    limited(
      'Runs',
      `${workflowId} stands still, because the workers fail at it: ${reason}`,
      ERRORS.run_stuck.fix.replaceAll('RUN', workflowId),
    ),
  );
}
