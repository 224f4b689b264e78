import type {
  DisplayCondition,
  ExecutionStatus,
  IConnection,
  IConnections,
  IDisplayOptions,
  INode,
  INodeCredentialDescription,
  INodeCredentialsDetails,
  INodeProperties,
  INodePropertyCollection,
  INodePropertyOptions,
  INodeTypeDescription,
  IRunExecutionData,
  ISourceData,
  ITaskData,
  IWorkflowBase,
  IWorkflowSettings,
} from 'n8n-workflow';
import type { z } from 'zod';
import type {
  rawChoiceSchema,
  rawDescriptionSchema,
  rawDisplaySchema,
  rawGroupSchema,
  rawPropertySchema,
} from '../../src/n8n/catalogue/compact.ts';
import type {
  connectionsSchema,
  connectionTargetSchema,
  credentialReferenceSchema,
  ExecutionState,
  executionSchema,
  nodeRunSchema,
  nodeSchema,
  workflowSchema,
} from '../../src/n8n/client/wire.ts';
import type { DesiredNode } from '../../src/n8n/document/document.ts';
import type { CredentialReference } from '../../src/n8n/document/fragment.ts';
import type { NODE_FIELDS } from '../../src/n8n/document/node-fields.ts';
import type { ALWAYS_SET, SETTING_OWNERS } from '../../src/n8n/document/workflow-settings.ts';

/**
 * Our shapes of what n8n gives and takes, held to n8n's own types by the compiler. Nothing here runs: `tsc` (a part of
 * `npm run lint`) is the test, and its complaint is the name of the field that n8n changed. Three questions are asked:
 * - `Unread`: does our schema accept everything that n8n's type may hold? (for the fields that we name)
 * - `Refused`: does n8n's type accept everything that we write?
 * - `Unlisted`: is each field of n8n's type either named by us or passed over on purpose, and is none gone?
 */
type None<Field extends never> = Field;

/** What JSON makes of a value. */
type Sent<T> = unknown extends T
  ? Json
  : T extends Date
    ? string
    : T extends string | number | boolean | null
      ? T
      : T extends object
        ? { [Key in keyof T]-?: Sent<Exclude<T[Key], undefined>> }
        : never;
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The keys that are named, without the one that stands for all others. */
type Named<T> = keyof { [Key in keyof T as string extends Key ? never : Key]: 1 } & string;
type Unread<Theirs, Ours> = {
  [Key in Named<Theirs> & Named<Ours>]-?:
    Sent<Exclude<Theirs[Key], undefined>> | Extract<Theirs[Key], undefined> extends Ours[Key]
    ? never
    : Key;
}[Named<Theirs> & Named<Ours>];
type Refused<Ours, Theirs> = {
  [Key in Named<Ours>]-?: Key extends keyof Theirs ? (Ours[Key] extends Theirs[Key] ? never : Key) : Key;
}[Named<Ours>];
type Unlisted<Theirs, Listed> = Exclude<Named<Theirs>, Listed> | Exclude<Listed, Named<Theirs>>;

// Nodes: what a write keeps, replaces or asks about is NODE_FIELDS, complete over INode.
type NodeRead = z.input<typeof nodeSchema>;
export type NodeIsRead = None<Unread<INode, NodeRead>>;
// Parameters are any JSON that a specification gives; they are checked against the descriptions of the instance.
export type NodeIsTaken = None<Exclude<Refused<DesiredNode, INode>, 'parameters'>>;
export type NodeIsListed = None<Unlisted<INode, keyof typeof NODE_FIELDS>>;
export type NodeFieldsAreTheirs = None<Exclude<Named<NodeRead>, keyof INode>>;

type CredentialRead = z.input<typeof credentialReferenceSchema>;
type CredentialPassedOver = '__aiGatewayManaged';
export type CredentialIsRead = None<Unread<INodeCredentialsDetails, CredentialRead>>;
export type CredentialIsTaken = None<Refused<CredentialReference, INodeCredentialsDetails>>;
export type CredentialIsListed = None<
  Unlisted<INodeCredentialsDetails, Named<CredentialRead> | CredentialPassedOver>
>;

// Connections: an edge holds all that n8n's connection holds, or writing it back would lose something.
type TargetRead = z.input<typeof connectionTargetSchema>;
export type ConnectionIsRead = None<Unread<IConnection, TargetRead>>;
export type ConnectionIsListed = None<Unlisted<IConnection, Named<TargetRead>>>;
export type ConnectionsAreRead = None<
  Unread<{ connections: IConnections }, { connections: z.input<typeof connectionsSchema> }>
>;

// Workflows: a PUT leaves alone what it does not name, so what is passed over is not lost.
type WorkflowRead = z.input<typeof workflowSchema>;
type WorkflowPassedOver =
  | 'description'
  | 'startedAt'
  | 'updatedAt'
  | 'staticData'
  | 'pinData'
  | 'versionCounter'
  | 'meta'
  | 'nodeGroups';
export type WorkflowIsRead = None<
  // Of versionId n8n's base type leaves open what the API always gives.
  Exclude<Unread<IWorkflowBase, WorkflowRead>, 'versionId'>
>;
export type WorkflowIsListed = None<Unlisted<IWorkflowBase, Named<WorkflowRead> | WorkflowPassedOver>>;
type SettingsWritten = typeof ALWAYS_SET & { timezone: string };
export type SettingsAreTaken = None<Refused<SettingsWritten, IWorkflowSettings>>;
export type OurSettingsAreWritten = None<
  {
    [Name in keyof typeof SETTING_OWNERS]: (typeof SETTING_OWNERS)[Name] extends 'ours'
      ? Exclude<Name, keyof SettingsWritten>
      : Extract<Name, keyof SettingsWritten>;
  }[keyof typeof SETTING_OWNERS]
>;
export type SettingsAreListed = None<Unlisted<IWorkflowSettings, keyof typeof SETTING_OWNERS>>;

// Executions.
type NodeRunRead = z.input<typeof nodeRunSchema>;
type Items = NonNullable<NonNullable<ITaskData['data']>[string][number]>;
type NodeRunPassedOver =
  | 'startTime'
  | 'executionIndex'
  | 'hints'
  | 'executionTime'
  | 'inputOverride'
  | 'redactedError'
  | 'metadata'
  | 'usedDynamicCredentials'
  | 'attemptedDynamicCredentials';
// Errors and items are classes and free JSON, too deep to compare: what we take of them is named one by one.
type NodeRun = IRunExecutionData['resultData']['runData'][string][number];
export type NodeRunIsRead = None<Unread<Omit<NodeRun, 'error' | 'data'>, NodeRunRead>>;
type NodeErrorRead = Exclude<NodeRunRead['error'], null | undefined>;
export type ErrorIsRead = None<Unread<Pick<NonNullable<NodeRun['error']>, 'message'>, NodeErrorRead>>;
export type ItemIsRead = None<Exclude<'json', Named<Items[number]>>>;
export type NoItemsAreRead = None<
  Exclude<null, NonNullable<NonNullable<NodeRunRead['data']>['main']>[number]>
>;
export type NodeRunIsListed = None<Unlisted<ITaskData, Named<NodeRunRead> | NodeRunPassedOver>>;
type SourceRead = NonNullable<NonNullable<NodeRunRead['source']>[number]>;
export type SourceIsRead = None<Unread<ISourceData, SourceRead>>;
export type SourceIsListed = None<Unlisted<ISourceData, Named<SourceRead> | 'previousNodeRun'>>;
type ExecutionData = NonNullable<z.input<typeof executionSchema>['data']>;
type ExecutionPassedOver =
  | 'version'
  | 'startData'
  | 'executionData'
  | 'parentExecution'
  | 'parentAgentRun'
  | 'waitTill'
  | 'pushRef'
  | 'manualData'
  | 'redactionInfo';
export type ExecutionIsRead = None<Unread<Pick<IRunExecutionData, 'resumeToken'>, ExecutionData>>;
export type ExecutionIsListed = None<Unlisted<IRunExecutionData, Named<ExecutionData> | ExecutionPassedOver>>;
export type ResultIsRead = None<
  Unread<Omit<IRunExecutionData['resultData'], 'error' | 'runData'>, ExecutionData['resultData']>
>;
export type ResultIsListed = None<
  Unlisted<
    IRunExecutionData['resultData'],
    Named<ExecutionData['resultData']> | 'redactedError' | 'pinData' | 'metadata'
  >
>;
export type StatesAreKnown = None<Unlisted<Record<ExecutionStatus, true>, ExecutionState>>;

// Node descriptions.
type Condition = DisplayCondition extends infer Each
  ? Each extends { _cnd: infer Rule }
    ? keyof Rule
    : never
  : never;
type ConditionJudged = 'eq' | 'not' | 'gte' | 'lte' | 'gt' | 'lt' | 'between' | 'includes' | 'exists';
export type ConditionsAreListed = None<
  Unlisted<Record<Condition, true>, ConditionJudged | 'startsWith' | 'endsWith' | 'regex'>
>;
type DescriptionRead = z.input<typeof rawDescriptionSchema>;
type DescriptionPassedOver =
  | 'icon'
  | 'iconColor'
  | 'iconUrl'
  | 'iconBasePath'
  | 'badgeIconUrl'
  | 'group'
  | 'description'
  | 'documentationUrl'
  | 'subtitle'
  | 'parameterPane'
  | 'usableAsTool'
  | 'builderHint'
  | 'schemaPath'
  | 'defaults'
  | 'eventTriggerDescription'
  | 'activationMessage'
  | 'inputs'
  | 'requiredInputs'
  | 'inputNames'
  | 'outputNames'
  | 'maxNodes'
  | 'polling'
  | 'supportsCORS'
  | 'requestDefaults'
  | 'requestOperations'
  | 'hooks'
  | 'webhooks'
  | 'translation'
  | 'mockManualExecution'
  | 'triggerPanel'
  | 'extendsCredential'
  | 'hints'
  | 'communityNodePackageVersion'
  | 'waitingNodeTooltip'
  | '__loadOptionsMethods'
  | 'skipNameGeneration'
  | 'features'
  | 'sensitiveOutputFields';
export type DescriptionIsRead = None<Unread<INodeTypeDescription, DescriptionRead>>;
export type DescriptionIsListed = None<
  Unlisted<INodeTypeDescription, Named<DescriptionRead> | DescriptionPassedOver>
>;
type PropertyRead = z.input<typeof rawPropertySchema>;
type PropertyPassedOver =
  | 'displayName'
  | 'description'
  | 'hint'
  | 'builderHint'
  | 'disabledOptions'
  | 'envFeatureFlag'
  | 'placeholder'
  | 'isNodeSetting'
  | 'noDataExpression'
  | 'routing'
  | 'credentialTypes'
  | 'extractValue'
  | 'modes'
  | 'requiresDataPath'
  | 'doNotInherit'
  | 'validateType'
  | 'ignoreValidationDuringExecution'
  | 'allowArbitraryValues'
  | 'resolvableField';
export type PropertyIsRead = None<Unread<INodeProperties, PropertyRead>>;
export type PropertyIsListed = None<Unlisted<INodeProperties, Named<PropertyRead> | PropertyPassedOver>>;
type ChoiceRead = z.input<typeof rawChoiceSchema>;
type ChoicePassedOver =
  | 'name'
  | 'action'
  | 'description'
  | 'disabled'
  | 'builderHint'
  | 'routing'
  | 'outputConnectionType'
  | 'inputSchema'
  | 'disabledOptions'
  | 'envFeatureFlag';
export type ChoiceIsRead = None<Unread<INodePropertyOptions, ChoiceRead>>;
export type ChoiceIsListed = None<Unlisted<INodePropertyOptions, Named<ChoiceRead> | ChoicePassedOver>>;
type GroupRead = z.input<typeof rawGroupSchema>;
export type GroupIsRead = None<Unread<INodePropertyCollection, GroupRead>>;
export type GroupIsListed = None<
  Unlisted<INodePropertyCollection, Named<GroupRead> | 'displayName' | 'builderHint'>
>;
type DisplayRead = NonNullable<z.input<typeof rawDisplaySchema>>;
type DisplayPassedOver = 'showOnDeployment' | 'hideOnCloud';
export type DisplayIsRead = None<Unread<IDisplayOptions, DisplayRead>>;
export type DisplayIsListed = None<Unlisted<IDisplayOptions, Named<DisplayRead> | DisplayPassedOver>>;
type CredentialKindRead = NonNullable<DescriptionRead['credentials']>[number];
type CredentialKindPassedOver =
  'required' | 'displayName' | 'disabledOptions' | 'displayOptions' | 'testedBy';
export type CredentialKindIsRead = None<Unread<INodeCredentialDescription, CredentialKindRead>>;
export type CredentialKindIsListed = None<
  Unlisted<INodeCredentialDescription, Named<CredentialKindRead> | CredentialKindPassedOver>
>;
