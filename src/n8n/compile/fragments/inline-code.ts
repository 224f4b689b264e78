import { parse, type Node, type Program } from 'acorn';
import { MillwrightError } from '../../../errors.ts';

/** Name that a generated module must export. */
const EXPORTED = 'transform';

/**
 * The body of a Code node (each item by itself, so that n8n keeps the items paired and `$('Node').item` works further
 * on) around a module that exports `transform(input)`. Code nodes have no modules: what is exported is declared inside
 * a function, so its names meet no name of n8n.
 * @throws MillwrightError `code_rejected` when the module imports, or does not export `transform`.
 */
export function inlineCode(source: string, inputPath: string | undefined, taskId: string): string {
  return [
    `// Millwright wrote this from task ${taskId} and checked it against the samples of that task.`,
    `const ${EXPORTED} = (() => {`,
    withoutExports(source).trim(),
    `return ${EXPORTED};`,
    '})();',
    `return { json: await ${EXPORTED}($json${memberPath(inputPath)}) };`,
  ].join('\n');
}

function withoutExports(source: string): string {
  const program = parseModule(source);
  const cuts: { start: number; end: number }[] = [];
  const names: string[] = [];
  for (const statement of program.body) {
    switch (statement.type) {
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        throw rejected('it imports other modules, which a Code node of n8n cannot');
      case 'ExportDefaultDeclaration':
        throw rejected(`it has a default export; export a function named ${EXPORTED}`);
      case 'ExportNamedDeclaration': {
        if (statement.source) throw rejected('it imports other modules, which a Code node of n8n cannot');
        const { declaration } = statement;
        cuts.push({ start: statement.start, end: declaration?.start ?? statement.end });
        if (declaration?.type === 'FunctionDeclaration') names.push(declaration.id.name);
        if (declaration?.type === 'VariableDeclaration') names.push(...declaration.declarations.map(nameOf));
        for (const specifier of statement.specifiers)
          names.push(renamed(specifier.local, specifier.exported));
        break;
      }
      default:
        break;
    }
  }
  if (!names.includes(EXPORTED)) throw rejected(`it exports no function named ${EXPORTED}`);
  // From the end, so that earlier places stay where they are.
  return cuts.toReversed().reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), source);
}

function parseModule(source: string): Program {
  let dynamicImport = false;
  try {
    const program = parse(source, {
      ecmaVersion: 'latest',
      sourceType: 'module',
      onToken: (token) => {
        if (token.type.keyword === 'import') dynamicImport = true;
      },
    });
    if (dynamicImport) throw rejected('it imports other modules, which a Code node of n8n cannot');
    return program;
  } catch (error) {
    if (error instanceof SyntaxError) throw rejected(`it is no valid JavaScript: ${error.message}`);
    throw error;
  }
}

function nameOf(declarator: { id: Node & { name?: string } }): string {
  return declarator.id.name ?? '';
}

function renamed(local: Node, exported: Node): string {
  const name = (node: Node & { name?: string }) => node.name ?? '';
  if (name(local) !== name(exported))
    throw rejected(`it renames ${name(local)} while exporting; export it under its name`);
  return name(local);
}

function memberPath(path: string | undefined): string {
  if (path === undefined || path === '') return '';
  return path
    .split('.')
    .map((part) => (/^[A-Za-z_$][\w$]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`))
    .join('');
}

function rejected(reason: string): MillwrightError {
  return new MillwrightError('code_rejected', `The code cannot be put into a Code node: ${reason}.`);
}
