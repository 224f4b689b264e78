import { proxyActivities, proxyLocalActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import type { SandboxActivities } from '../activities/sandbox.ts';
import { SANDBOX_TASK_QUEUE } from '../protocol/names.ts';
import { LOCAL_PROFILE, PROFILES } from './activity-profiles.ts';

/** What makes an activity readable for a person in the Web UI and addressable by `temporal activity`. */
export interface StepName {
  /** `<task>:<step>#<round>`. */
  activityId: string;
  /** The task's title, and what is done for it. */
  summary: string;
}

const local = proxyLocalActivities<Activities>(LOCAL_PROFILE);
const quick = proxyActivities<Activities>(PROFILES.quick);
const n8n = proxyActivities<Activities>(PROFILES.n8n);
const n8nRun = proxyActivities<Activities>(PROFILES.n8nRun);
const model = proxyActivities<Activities>(PROFILES.model);
const sandbox = proxyActivities<SandboxActivities>({ ...PROFILES.sandbox, taskQueue: SANDBOX_TASK_QUEUE });

/** Every activity of a run, with its profile. */
export const activities = {
  admitSpecification: local.admitSpecification,
  loadPlan: quick.loadPlan,
  /** Of runs that began before: their histories hold it so. */
  loadPlanLocally: local.loadPlan,
  checkReadiness: quick.checkReadiness,
  judgeCode: quick.judgeCode,
  /** Of runs that began before judging was a regular activity: their histories hold it so. */
  judgeCodeLocally: local.judgeCode,
  describeCheckpoint: quick.describeCheckpoint,
  writeReport: local.writeReport,
  deployWorkflow: n8n.deployWorkflow,
  noteRestorePoint: n8n.noteRestorePoint,
  restoreWorkflow: n8n.restoreWorkflow,
  setWorkflowActive: n8n.setWorkflowActive,
  checkTask: n8nRun.checkTask,
  generateCode: model.generateCode,
  runInSandbox: sandbox.runInSandbox,
};
