import { loadEnvironment } from '../../source/load-environment.ts';
import { LOCAL_ENVIRONMENT } from '../../spec/local-environment.ts';
import type { Environment } from '../../spec/model.ts';
import type { CommandContext } from '../command.ts';
import { checkModel, checkSandbox } from './check-code-and-model.ts';
import { checkMachine } from './check-machine.ts';
import { checkN8n } from './check-n8n.ts';
import { checkTemporal } from './check-temporal.ts';
import type { Finding } from './finding.ts';

/** Everything that a run needs, area by area; nothing is changed. */
export async function allFindings(
  environmentFile: string | undefined,
  context: CommandContext,
): Promise<Finding[]> {
  const { config } = context;
  const environment = await chooseEnvironment(environmentFile ?? config.environmentFile);
  const areas = await Promise.all([
    checkMachine(config.home),
    checkTemporal(context),
    checkN8n(environment, context),
    checkSandbox(),
    checkModel(config),
  ]);
  return areas.flat();
}

async function chooseEnvironment(file: string | undefined): Promise<Environment> {
  return file === undefined ? LOCAL_ENVIRONMENT : (await loadEnvironment(file)).environment;
}
