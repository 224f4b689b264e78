import { MillwrightError } from '../../errors.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { suggest } from '../../spec/nearest.ts';
import type { NodeDescription } from './description.ts';
import { checkParameters } from './parameter-check.ts';

export interface ResolvedType {
  /** Full type, e.g. `n8n-nodes-base.httpRequest`. */
  type: string;
  typeVersion: number;
}

/** What the instance knows of its nodes. */
export interface NodeCatalogue {
  /** False without a session: then nothing but names is known, and every check says so. */
  readonly verified: boolean;
  /**
   * The type meant by a display name ("HTTP Request"), an alias or a full type, in the version asked for or n8n's
   * default. @throws MillwrightError `node_type_unknown` with the nearest names.
   */
  resolve(nodeType: string, typeVersion?: number): ResolvedType;
  /** One sentence per problem; undefined when it cannot be verified. */
  checkParameters(node: ResolvedType, parameters: JsonObject): string[] | undefined;
  /** Undefined when n8n computes them from the parameters, or when it cannot be verified. */
  outputCount(node: ResolvedType): number | undefined;
  /** Types of the connections that it has on one side; undefined as for {@link outputCount}. */
  connectionTypes(node: ResolvedType, side: 'inputs' | 'outputs'): readonly string[] | undefined;
}

export function createCatalogue(descriptions: readonly NodeDescription[]): NodeCatalogue {
  const byType = Map.groupBy(descriptions, (description) => description.type);
  const find = ({ type, typeVersion }: ResolvedType) =>
    byType.get(type)?.find((description) => description.versions.includes(typeVersion));

  return {
    verified: true,
    resolve(nodeType, typeVersion) {
      const type = byType.has(nodeType) ? nodeType : typeByName(descriptions, nodeType);
      const found = byType.get(type) ?? [];
      const version = typeVersion ?? found[0]?.defaultVersion ?? 1;
      if (!found.some((description) => description.versions.includes(version))) {
        const versions = found.flatMap((description) => description.versions).toSorted((a, b) => a - b);
        throw new MillwrightError(
          'node_type_unknown',
          `This n8n has no version ${version} of ${type}; it has ${versions.join(', ')}.`,
        );
      }
      return { type, typeVersion: version };
    },
    checkParameters: (node, parameters) =>
      checkParameters(find(node)?.properties ?? [], parameters, node.typeVersion),
    outputCount: (node) => find(node)?.outputCount,
    connectionTypes: (node, side) => find(node)?.[side],
  };
}

/** n8n makes a tool of many a node (`twitterTool` of `twitter`), and both begin with the same name: the node is meant. */
function withoutTwins(nodes: readonly NodeDescription[]): NodeDescription[] {
  return nodes.filter(({ type }) => !nodes.some((other) => type === `${other.type}Tool`));
}

function typeByName(descriptions: readonly NodeDescription[], name: string): string {
  const visible = descriptions.filter((description) => !description.hidden);
  const wanted = name.toLowerCase();
  const withDefault = visible.filter((description) =>
    description.versions.includes(description.defaultVersion),
  );
  const byName = withDefault.find(({ displayName }) => displayName.toLowerCase() === wanted);
  const byOldName = visible.find(({ displayName }) => displayName.toLowerCase() === wanted);
  // An alias counts only when it leads to one node.
  const byAlias = withDefault.filter(({ aliases }) =>
    aliases.some((alias) => alias.toLowerCase() === wanted),
  );
  const byNodeName = withoutTwins(withDefault.filter(({ nodeName }) => nodeName?.toLowerCase() === wanted));
  const only = byAlias.length === 1 ? byAlias[0] : undefined;
  const found = byName ?? byOldName ?? (byNodeName.length === 1 ? byNodeName[0] : only);
  if (found !== undefined) return found.type;

  const candidates = name.includes('.')
    ? visible.map(({ type }) => type)
    : visible.map(({ displayName }) => displayName);
  throw new MillwrightError(
    'node_type_unknown',
    `This n8n has no node "${name}". ${suggest(name, [...new Set(candidates)], 'node types')}`,
  );
}
