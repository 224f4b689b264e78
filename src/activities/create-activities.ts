import type { Activities } from './activities.ts';
import { admitSpecification } from './admit-specification.ts';
import { checkReadiness } from './check-readiness.ts';
import { checkTask } from './check-task.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { deployWorkflow, setWorkflowActive } from './deploy-workflow.ts';
import { describeCheckpoint } from './describe-checkpoint.ts';
import { generateCode, judgeCode } from './generate-code.ts';
import { noteRestorePoint, restoreWorkflow } from './restore-workflow.ts';
import { loadPlan } from './stored-plan.ts';
import { writeReport } from './write-report.ts';

/** Binds the activities to what this worker has. The property names are the activity types. */
export function createActivities(dependencies: ActivityDependencies): Activities {
  return {
    admitSpecification: (input) => admitSpecification(dependencies, input),
    loadPlan: (input) => loadPlan(dependencies, input),
    checkReadiness: (input) => checkReadiness(dependencies, input),
    generateCode: (input) => generateCode(dependencies, input),
    judgeCode: (input) => judgeCode(dependencies, input),
    checkTask: (input) => checkTask(dependencies, input),
    describeCheckpoint: (input) => describeCheckpoint(dependencies, input),
    deployWorkflow: (input) => deployWorkflow(dependencies, input),
    noteRestorePoint: (input) => noteRestorePoint(dependencies, input),
    restoreWorkflow: (input) => restoreWorkflow(dependencies, input),
    setWorkflowActive: (input) => setWorkflowActive(dependencies, input),
    writeReport: (input) => writeReport(dependencies, input),
  };
}
