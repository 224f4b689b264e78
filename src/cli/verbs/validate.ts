import type { Blocker } from '../../protocol/run.ts';
import { judgeSpecification } from '../../plan/judge-specification.ts';
import type { SourcePlace } from '../../protocol/problem.ts';
import { loadSpecification, type LoadedSpecification } from '../../source/load-specification.ts';
import { documentPointer } from '../../spec/document-pointer.ts';
import type { Specification } from '../../spec/model.ts';
import { openConfirmations, type OpenConfirmation } from '../../spec/open-confirmations.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { Paint } from '../output.ts';
import { blockerLines } from '../views/blocker-text.ts';
import { counted } from '../text.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('validate')
    .helpGroup(GROUPS.beforeARun)
    .argument('<SPEC>', 'specification file, YAML or JSON')
    .description('show every problem of a specification, and its fix')
    .option('--normal-form', 'print the specification with all defaults and inferred parts')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples('validate examples/abandoned-cart/specification.yaml'))
    .action((file: string, options: { normalForm?: boolean }) =>
      execute((context) => validate(file, options, context)),
    );
};

/**
 * Everything that can be known about a specification without a server: whether it is right, and whether its
 * handoff lets it run.
 * @throws MillwrightError `spec_invalid` and its kin, with every problem at its place.
 */
async function validate(
  file: string,
  options: { normalForm?: boolean },
  { output }: CommandContext,
): Promise<ExitCode> {
  const loaded = await loadSpecification(file);
  const { specification } = loaded;
  const tasks = specification.implementation.task_summary;
  const { verdict, blockers } = judgeSpecification(specification);
  const open = await placesOf(openConfirmations(specification), loaded);
  if (options.normalForm) {
    if (output.asJson) output.json(specification);
    else output.print(await inYaml(specification));
  } else if (output.asJson) {
    const { spec_id, title, version } = specification;
    output.json({ valid: true, spec_id, title, version, total_tasks: tasks.length, verdict, blockers, open });
  } else {
    output.print(validText(specification, blockers, open, output.paint));
  }
  return verdict === 'stop' ? EXIT_CODES.notReady.code : EXIT_CODES.ok.code;
}

async function inYaml(specification: Specification): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(specification, { lineWidth: 120 }).trimEnd();
}

/** A value that is to be confirmed, and where it stands. */
type PlacedConfirmation = OpenConfirmation & { place: SourcePlace };

async function placesOf(
  open: readonly OpenConfirmation[],
  { document, places }: LoadedSpecification,
): Promise<PlacedConfirmation[]> {
  const placed: PlacedConfirmation[] = [];
  for (const each of open)
    placed.push({ ...each, place: await places.locate(documentPointer(document, each.pointer)) });
  return placed;
}

function validText(
  specification: Specification,
  blockers: Blocker[],
  open: readonly PlacedConfirmation[],
  paint: Paint,
): string {
  const { components, integrations, implementation } = specification;
  const tasks = implementation.task_summary.length;
  const size = [
    counted(tasks, 'task'),
    counted(components.length, 'component'),
    counted(integrations.length, 'integration'),
  ].join(', ');
  return [
    `${paint('green', '✓')} ${specification.spec_id} ${specification.version} is valid: ${size}.`,
    ...(blockers.length === 0 ? [] : ['What is open:']),
    ...blockers.flatMap((blocker) => blockerLines(blocker, tasks, paint)).map((line) => `  ${line}`),
    ...open.map(({ place, field }) => `  ${place.file}:${place.line}:${place.column}  ${field}`),
  ].join('\n');
}
