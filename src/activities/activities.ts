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
  ReadinessResult,
  ReportInput,
  ReportResult,
  RunInput,
  SetActiveInput,
  SetActiveResult,
} from '../protocol.ts';
import type { EvidenceSummary } from '../checks/evidence.ts';
import type { PackedPlan } from '../plan/packed-plan.ts';

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
  setWorkflowActive(input: SetActiveInput): Promise<SetActiveResult>;
  writeReport(input: ReportInput): Promise<ReportResult>;
}
