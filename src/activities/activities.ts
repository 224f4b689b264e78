import type {
  AdmitResult,
  CheckInput,
  DeployInput,
  DeployResult,
  DescribeInput,
  DescribeResult,
  GenerateInput,
  GenerateResult,
  JudgeInput,
  NoteRestorePointInput,
  ReadinessResult,
  ReportInput,
  RestoreInput,
  RestoreResult,
  SetActiveInput,
  SetActiveResult,
} from '../protocol/activities.ts';
import type { ReportResult, RunInput } from '../protocol/run.ts';
import type { EvidenceSummary } from '../protocol/evidence.ts';
import type { PackedPlan } from '../protocol/plan.ts';

/** The activities of the main worker. Each may run twice (rule: look up before creating, content-addressed results). */
export interface Activities {
  admitSpecification(input: RunInput): Promise<AdmitResult>;
  loadPlan(input: { planHash: string }): Promise<PackedPlan>;
  checkReadiness(input: { specificationHash: string; environmentHash: string }): Promise<ReadinessResult>;
  generateCode(input: GenerateInput): Promise<GenerateResult>;
  judgeCode(input: JudgeInput): Promise<EvidenceSummary>;
  checkTask(input: CheckInput): Promise<EvidenceSummary>;
  describeCheckpoint(input: DescribeInput): Promise<DescribeResult>;
  deployWorkflow(input: DeployInput): Promise<DeployResult>;
  /** @returns hash of what n8n has now. */
  noteRestorePoint(input: NoteRestorePointInput): Promise<string>;
  restoreWorkflow(input: RestoreInput): Promise<RestoreResult>;
  setWorkflowActive(input: SetActiveInput): Promise<SetActiveResult>;
  writeReport(input: ReportInput): Promise<ReportResult>;
}
