import { loadEnvironment } from '../source/load-environment.ts';
import { LOCAL_ENVIRONMENT } from '../spec/local-environment.ts';
import type { Environment } from '../spec/model.ts';
import type { Command } from './command.ts';
import { checkModel, checkSandbox } from './doctor/check-code-and-model.ts';
import { checkMachine } from './doctor/check-machine.ts';
import { checkN8n } from './doctor/check-n8n.ts';
import { checkTemporal } from './doctor/check-temporal.ts';
import type { Finding } from './doctor/finding.ts';
import { EXIT_CODES } from './exit-codes.ts';
import type { Output } from './output.ts';

const AREAS: Record<Finding['area'], string> = {
  machine: 'This machine',
  temporal: 'Temporal',
  n8n: 'n8n',
  sandbox: 'Generated code',
  model: 'Claude',
};

/** `millwright doctor`: looks at everything that a run needs, changes nothing, and says how to mend what is missing. */
export const run: Command<{ environment?: string }> = async (input, context) => {
  const { config, output } = context;
  const environment = await chooseEnvironment(input.environment ?? config.environmentFile);
  const findings = (
    await Promise.all([
      checkMachine(config.home),
      checkTemporal(context),
      checkN8n(environment, config.home),
      checkSandbox(),
      checkModel(config),
    ])
  ).flat();
  const isReady = findings.every(({ state }) => state !== 'missing');
  if (output.asJson) output.json({ ready: isReady, findings });
  else output.print(report(findings, output));
  return isReady ? EXIT_CODES.ok.code : EXIT_CODES.notReady.code;
};

async function chooseEnvironment(file: string | undefined): Promise<Environment> {
  return file === undefined ? LOCAL_ENVIRONMENT : (await loadEnvironment(file)).environment;
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
