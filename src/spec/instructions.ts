import type { JsonObject, JsonValue } from '../protocol/json.ts';

export const VALUE_SOURCES = ['literal', 'env_var', 'previous_node', 'credential', 'expression'] as const;
export type ValueSource = (typeof VALUE_SOURCES)[number];

/** One parameter of an n8n node. `field` is a dotted path into the node's `parameters`. */
export interface ConfigurationEntry {
  field: string;
  value: JsonValue;
  source: ValueSource;
}

export interface NodeInstruction {
  /** Display name ("HTTP Request") or full type (`n8n-nodes-base.httpRequest`). */
  node_type: string;
  /** The instance's default version of that type when not given. */
  type_version?: number;
  node_name: string;
  /** Fills authentication and credential, and prefixes a `url` that begins with `/` by the integration's base URL. */
  integration?: string;
  /** For IF nodes only: a JavaScript expression over `$json` that must be true for output `true` (0). */
  condition?: string;
  configuration: ConfigurationEntry[];
  on_error?: 'stop' | 'continue' | 'continue_with_error_output';
  retry?: { max_tries: number; wait_ms: number };
}

export interface ConnectionInstruction {
  from_node: string;
  to_node: string;
  output_index: number;
  input_index: number;
  /** Named output instead of an index: `true`/`false` of an IF, or a gate's `approved`, `rejected`, `not_needed`. */
  output?: string;
}

/** The task's own node (absent for `configure_connection`), further nodes, and edges. */
export interface N8nInstructions {
  node?: NodeInstruction;
  more_nodes: NodeInstruction[];
  connections: ConnectionInstruction[];
}

export interface WebhookInstructions {
  path: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Logical credential name for header authentication; no authentication when absent. */
  header_auth_credential?: string;
  /** Answers through a respond node of this name; the webhook answers at once when absent. */
  response?: { node_name: string; status: number; body: JsonValue };
}

/** A *runtime* gate inside the built automation. Not a build-time checkpoint. */
export interface GateInstructions {
  /** JavaScript expression over `$json`: ask only then. */
  ask_when: string;
  /** Items for which the condition is tried, and whether it asks then; found by its comparisons when absent. */
  cases?: GateCase[];
  integration: string;
  /** URL path of the notification endpoint below the integration's base URL. */
  notify_path: string;
  /** Channel name; `environment.channels` may map it. */
  channel: string;
  /** n8n template text, `{{ … }}` allowed. */
  message: string;
  timeout_minutes: number;
  /** What a timeout does after the (optional) escalation: always a rejection. */
  on_timeout: 'reject';
  escalation_channel?: string;
}

export interface GateCase {
  name: string;
  asks: boolean;
  item: JsonObject;
  /** What earlier nodes gave, by name. */
  nodes: Record<string, JsonObject>;
}

export interface CodeInstructions {
  /** This version writes and runs JavaScript; a task in Python is not built. */
  language: 'javascript' | 'python';
  function_signature: string;
  /** Name in `schemas` (normal form: always a name or an inline schema object). */
  input_schema: string | JsonObject;
  output_schema: string | JsonObject;
  logic_description: string;
  edge_cases: string[];
  /** Dotted path in the n8n item that is handed to the function, e.g. `body`; the whole item when absent. */
  input_path?: string;
  /** Code written by the author; then no model is called. */
  source?: string;
  /** The code may hold a `TODO` or `FIXME`. */
  allows_stubs?: boolean;
  /** Names of n8n that the author's code may use: `helpers`, or `helpers.httpRequest` of it. */
  uses?: string[];
}

/** A probe that n8n itself runs with its own credential. */
export interface IntegrationInstructions {
  integration: string;
  api_endpoint: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  request_template?: JsonValue;
  /** `body`: the part of it that must be there. */
  expected_response: { status: number; pattern?: string; body?: JsonValue };
  error_handling: { error_code: number; action: 'retry' | 'skip' | 'abort' | 'escalate' }[];
}

export interface CheckpointInstructions {
  question: string;
}

/** The one request to a live webhook that a run makes by itself. */
export interface LiveCall {
  body: JsonValue;
  headers: Record<string, string>;
  query: Record<string, string>;
  expect: { status: number; body?: JsonValue };
}

/** How the first execution of what went live is seen: made by one call, or waited for. */
export interface ActivationInstructions {
  live_call?: LiveCall;
  watch_minutes?: number;
}
