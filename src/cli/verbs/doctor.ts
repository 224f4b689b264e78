import type { CommandContext } from '../command.ts';
import type { Finding } from '../doctor/finding.ts';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import type { Output } from '../output.ts';
import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

export const register: RegisterVerb = (program, execute) => {
  program
    .command('doctor')
    .helpGroup(GROUPS.services)
    .description('check what a run needs')
    .option('--environment <FILE>', 'environment file (default: $MILLWRIGHT_ENVIRONMENT)')
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', examples('doctor --environment environments/client-a.yaml'))
    .action((options: { environment?: string }) => execute((context) => doctor(options, context)));
};

const AREAS: Record<Finding['area'], string> = {
  machine: 'This machine',
  temporal: 'Temporal',
  n8n: 'n8n',
  sandbox: 'Generated code',
  model: 'Claude',
};

/** `millwright doctor`: looks at everything that a run needs, changes nothing, and says how to mend what is missing. */
async function doctor(options: { environment?: string }, context: CommandContext): Promise<ExitCode> {
  const { output } = context;
  const { allFindings } = await import('../doctor/all-findings.ts');
  const findings = await allFindings(options.environment, context);
  const isReady = findings.every(({ state }) => state !== 'missing');
  if (output.asJson) output.json({ ready: isReady, findings });
  else output.print(report(findings, output));
  return isReady ? EXIT_CODES.ok.code : EXIT_CODES.notReady.code;
}

function report(findings: Finding[], output: Output): string {
  const lines: string[] = [];
  let area: Finding['area'] | undefined;
  for (const finding of findings) {
    if (finding.area !== area) lines.push(...(area === undefined ? [] : ['']), AREAS[finding.area]);
    area = finding.area;
    lines.push(`  ${sign(finding, output)} ${finding.what.padEnd(18)} ${finding.detail}`);
    if (finding.fix !== undefined) lines.push(`${' '.repeat(12)}→ ${finding.fix}`);
  }
  return lines.join('\n');
}

function sign({ state }: Finding, { paint }: Output): string {
  switch (state) {
    case 'ok':
      return paint('green', 'ok     ');
    case 'limited':
      return paint('yellow', 'limited');
    case 'missing':
      return paint('red', 'missing');
  }
}
