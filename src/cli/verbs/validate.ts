import type { Blocker } from '../../protocol/run.ts';
import { judgeSpecification } from '../../plan/judge-specification.ts';
import type { SourcePlace } from '../../protocol/problem.ts';
import type { LoadedSpecification } from '../../source/load-specification.ts';
import { documentPointer } from '../../spec/document-pointer.ts';
import type { Specification } from '../../spec/model.ts';
import { openConfirmations } from '../../spec/open-confirmations.ts';
import { remarksOf } from '../../spec/remarks.ts';
import type { CommandContext } from '../command.ts';
import { loadRunDocuments } from '../runs/documents.ts';
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
    .option(
      '--environment <FILE>',
      'environment file (default: $MILLWRIGHT_ENVIRONMENT or environment.yaml beside SPEC)',
    )
    .option('--normal-form', 'print the specification with all defaults and inferred parts')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples('validate examples/abandoned-cart/specification.yaml'))
    .action((file: string, options: ValidateOptions) =>
      execute((context) => validate(file, options, context)),
    );
};

interface ValidateOptions {
  environment?: string;
  normalForm?: boolean;
}

/**
 * Everything that can be known about a specification and its environment without a server: whether it is right, and
 * whether its handoff lets it run.
 * @throws MillwrightError `spec_invalid` and its kin, with every problem at its place.
 */
async function validate(
  file: string,
  options: ValidateOptions,
  { output, config }: CommandContext,
): Promise<ExitCode> {
  const { loaded, environment } = await loadRunDocuments(file, options.environment, config);
  const { specification } = loaded;
  const tasks = specification.implementation.task_summary;
  const { verdict, blockers } = judgeSpecification(specification, environment);
  const open = await placesOf(openConfirmations(specification), loaded);
  const remarks = await placesOf(remarksOf(specification), loaded);
  if (options.normalForm) {
    if (output.asJson) output.json(specification);
    else output.print(await inYaml(specification));
  } else if (output.asJson) {
    const { spec_id, title, version } = specification;
    const total_tasks = tasks.length;
    output.json({ valid: true, spec_id, title, version, total_tasks, verdict, blockers, open, remarks });
  } else {
    const places = [...open.map(({ place, field }) => ({ place, text: field })), ...remarks];
    output.print(validText(specification, blockers, places, output.paint));
  }
  return verdict === 'stop' ? EXIT_CODES.notReady.code : EXIT_CODES.ok.code;
}

async function inYaml(specification: Specification): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(specification, { lineWidth: 120 }).trimEnd();
}

async function placesOf<Found extends { pointer: string }>(
  found: readonly Found[],
  { document, places }: LoadedSpecification,
): Promise<(Found & { place: SourcePlace })[]> {
  const placed: (Found & { place: SourcePlace })[] = [];
  for (const each of found)
    placed.push({ ...each, place: await places.locate(documentPointer(document, each.pointer)) });
  return placed;
}

function validText(
  specification: Specification,
  blockers: Blocker[],
  places: readonly { place: SourcePlace; text: string }[],
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
    ...(blockers.length + places.length === 0 ? [] : ['What is open:']),
    ...blockers.flatMap((blocker) => blockerLines(blocker, tasks, paint)).map((line) => `  ${line}`),
    ...places.map(({ place, text }) => `  ${place.file}:${place.line}:${place.column}  ${text}`),
  ].join('\n');
}
