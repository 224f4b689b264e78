import { dataFolderAt } from '../../services/data-folder.ts';
import type { LocalStack } from '../../services/local-stack.ts';
import { n8nSecretsFile } from '../../services/n8n-secrets.ts';
import type { CommandContext } from '../command.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { standInsFileOf } from '../runs/stand-ins-file.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('up')
    .helpGroup(GROUPS.services)
    .description('start Temporal, n8n and the workers')
    .option(
      '--environment <FILE>',
      'also start the stand-ins of this environment file (default: $MILLWRIGHT_ENVIRONMENT)',
    )
    .addHelpText('after', examples('up', 'up --environment environments/demo.yaml'))
    .action((options: { environment?: string }) => execute((context) => up(options, context)));
};

/** `millwright up`: starts what does not run yet, and says where it is. */
async function up(options: { environment?: string }, { config, output }: CommandContext): Promise<ExitCode> {
  const standIns = await standInsOf(options.environment ?? config.environmentFile);
  const { startLocalStack } = await import('../../services/local-stack.ts');
  const folder = dataFolderAt(config.home);
  const stack = await startLocalStack({
    folder,
    report: (line) => output.note(line),
    with: { n8n: true, standIns, replay: [], workers: true },
  });
  if (output.asJson) output.json(summary(stack));
  else output.print(places(stack, n8nSecretsFile(folder)));
  return EXIT_CODES.ok.code;
}

/** Files that describe the stand-ins of an environment: one, or none. */
async function standInsOf(environmentFile: string | undefined): Promise<string[]> {
  if (environmentFile === undefined) return [];
  const { loadEnvironment } = await import('../../source/load-environment.ts');
  const { environment } = await loadEnvironment(environmentFile);
  const file = standInsFileOf(environmentFile, environment);
  return file === undefined ? [] : [file];
}

function summary({ temporal, n8n, standInsUrl, replayUrl }: LocalStack): object {
  return { temporal, n8n_url: n8n?.url, stand_ins_url: standInsUrl, replay_url: replayUrl };
}

function places({ temporal, n8n, standInsUrl, replayUrl }: LocalStack, secretsFile: string): string {
  const rows: [string, string | undefined][] = [
    ['Temporal', temporal.address],
    ['Temporal UI', temporal.uiUrl],
    ['n8n', n8n?.url],
    ['n8n login', n8n && `${n8n.session.email}, password in ${secretsFile}`],
    ['Stand-ins', standInsUrl],
    ['Recorded model answers', replayUrl],
  ];
  const lines = rows.flatMap(([what, where]) => (where ? [`${what.padEnd(24)}${where}`] : []));
  return [...lines, '', 'Stop everything with `millwright down`.'].join('\n');
}
