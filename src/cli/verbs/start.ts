import { examples, GROUPS, type RegisterVerb } from '../verb.ts';

/** `npm start`. */
export const register: RegisterVerb = (program, execute) => {
  program
    .command('start')
    .helpGroup(GROUPS.build)
    .description('build the example from nothing and call it')
    .addHelpText('after', examples('start'))
    .action(() => execute(async (context) => (await import('../demo/build-demo.ts')).buildDemo(context)));
};
