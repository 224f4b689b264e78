import { makeBuild, type Build } from './builds.ts';

const ONE_MORE_LOOK =
  "await runActivity(() => activities.checkReadiness.executeWithOptions({ activityId: 'one-more' }, [{ specificationHash: '', environmentHash: '' }]));";

/**
 * The workflow code of a later release. A run looks once more before it begins, which no history of an open run has. The
 * owner, which must be able to go on, looks once more before each write, but for what it wrote before behind `patched`.
 */
export function makeNextRelease(): Promise<Build> {
  return makeBuild([
    {
      file: 'workflows/implement-specification.ts',
      from: '  inbox.deliverTo(run);\n',
      to: `  inbox.deliverTo(run);\n  ${ONE_MORE_LOOK}\n`,
    },
    {
      file: 'workflows/n8n-workflow-owner.ts',
      from: '  if (!newest) return;\n',
      to: `  if (!newest) return;\n  if (patched('one-more-look')) ${ONE_MORE_LOOK}\n`,
    },
  ]);
}
