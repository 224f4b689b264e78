import type { JsonObject, JsonValue } from '../protocol/json.ts';
import type {
  ActivationInstructions,
  CheckpointInstructions,
  CodeInstructions,
  GateInstructions,
  IntegrationInstructions,
  N8nInstructions,
  WebhookInstructions,
} from './instructions.ts';
import type { LanguageVersion } from './language-version.ts';

/**
 * The normal form of a specification: what every part of Millwright works with after `source/` and
 * `spec/normalise.ts` have read, checked and completed what the author wrote. Field names are
 * those of the phase format (docs/specification-reference.md), so they are snake_case here too.
 */
export interface Specification {
  millwright: LanguageVersion;
  spec_id: string;
  title: string;
  version: string;
  description: string;
  parameters: Record<string, Scalar>;
  components: Component[];
  schemas: Record<string, JsonObject>;
  integrations: Integration[];
  resolved_decisions: JsonValue[];
  settings: Settings;
  implementation: { task_summary: Task[] };
  phase_4_handoff?: Phase4Handoff;
}

export type Scalar = string | number | boolean;

/** Something that is built. Tasks name it by `component_id`. */
export type Component =
  | { component_id: string; platform: 'n8n'; workflow_name: string }
  | {
      component_id: string;
      platform: 'code';
      language: 'javascript';
      /** Relative path of the file in the run's workspace. */
      path: string;
      /** The n8n component whose Code node carries this code, if any. */
      inlined_in?: string;
    };

/** An outside service. `base_url` and `credential` may be overridden by the environment file. */
export interface Integration {
  integration_id: string;
  base_url: string;
  /** Logical credential name; the environment maps it to the name of a credential in n8n. Never a value. */
  credential?: string;
  /** n8n credential type, `httpHeaderAuth` when not given. */
  credential_type: string;
}

export interface Settings {
  max_parallel: number;
  budget: { warn_usd: number; stop_usd: number };
  model: string;
  /** What becomes of the n8n workflows when the run ends without success. */
  on_failure: 'keep' | 'rollback';
  /** n8n workflow settings written to every n8n component. */
  timezone?: string;
}

/** What the phase before says of its own work; `plan/handoff.ts` judges it. */
export interface Phase4Handoff {
  proceed_recommendation: 'proceed' | 'proceed_with_blockers' | 'proceed_with_confirmation' | 'escalate';
  implementation_ready: boolean;
  blocking_items: string[];
  human_confirmations_needed: { item: string; confirmed: boolean }[];
}

export const ACTION_TYPES = [
  'create_node',
  'configure_connection',
  'write_transform',
  'setup_webhook',
  'configure_gate',
  'test_integration',
  'human_checkpoint',
  'activate_workflow',
] as const;
export type ActionType = (typeof ACTION_TYPES)[number];

export const PLATFORMS = ['n8n', 'code', 'external_tool', 'manual', 'orchestrator'] as const;
export type Platform = (typeof PLATFORMS)[number];

export interface Task {
  task_id: string;
  task_name: string;
  purpose: string;
  dependencies_completed: string[];
  can_run_parallel_with: string[];
  /** Never at the same time as these (a declared exclusion wins over a declared parallelism). */
  must_not_run_with: string[];
  action_type: ActionType;
  platform: Platform;
  /** What the task builds or touches; always set for platforms `n8n` and `code` and for `activate_workflow`. */
  component?: string;
  critical: boolean;
  priority: number;
  estimated_minutes?: number;
  /** Repair rounds after a failed check, 0–3. */
  repair_rounds: number;
  /** What becomes of the n8n workflow of its component when this task fails, whatever the settings say. */
  on_failure: 'keep' | 'rollback';
  n8n_instructions?: N8nInstructions;
  webhook_instructions?: WebhookInstructions;
  gate_instructions?: GateInstructions;
  code_instructions?: CodeInstructions;
  integration_instructions?: IntegrationInstructions;
  checkpoint_instructions?: CheckpointInstructions;
  activation_instructions?: ActivationInstructions;
  acceptance_check: AcceptanceCheck;
  /** Absent: services are waited for an hour, people for ever. */
  if_blocked?: IfBlocked;
}

export const CHECK_TYPES = [
  'node_exists',
  'connection_exists',
  'transform_samples',
  'webhook_responds',
  'gate_notifies',
  'integration_responds',
  'end_to_end',
  'decision',
  'manual',
] as const;
export type CheckType = (typeof CHECK_TYPES)[number];

/** Words that ask for a proof of a kind and name no check; `proof.ts` says what each comes to. */
export const PROOF_WORDS = ['manual_verify', 'automated_test', 'integration_test', 'returns_data'] as const;
export type ProofWord = (typeof PROOF_WORDS)[number];

export interface AcceptanceCheck {
  /** Implied by the action type when the author gives none. A word stays where no check of this version is what it asks for. */
  check_type: CheckType | ProofWord;
  success_criteria: string;
  /** Not run by this version: the task is not built. */
  test_command?: string;
  samples: Sample[];
  cases: EndToEndCase[];
}

export interface Sample {
  name: string;
  input: JsonValue;
  expect: JsonValue;
  /** Kept from the model that writes the code. */
  hidden?: boolean | undefined;
}

/** One end-to-end run: only the trigger and the waits are pinned. */
export interface EndToEndCase {
  name: string;
  trigger: { body: JsonValue; headers: Record<string, string>; query: Record<string, string> };
  /** What the gate of this node name is answered: drives its branch. */
  decisions: Record<string, 'approved' | 'rejected'>;
  /** What the stand-ins answer in this case, on top of their own routes. */
  stand_in_answers: StandInAnswer[];
  expect: {
    response?: { status: number; body: JsonValue };
    /** Exactly these requests, in any order, and no others, reach the stand-ins. `body` is compared as a subset. */
    requests: { integration: string; method: string; path: string; body?: JsonValue }[];
    /** Exactly this set of nodes runs. */
    nodes_ran: string[];
    /** Output of named nodes (first item), compared as a subset. */
    data: Record<string, JsonValue>;
  };
}

export interface StandInAnswer {
  integration: string;
  method: string;
  path: string;
  status: number;
  body: JsonValue;
}

export interface IfBlocked {
  wait_minutes: number;
  then: 'escalate' | 'skip_with_flag' | 'abort';
  escalation_channel?: string;
}

/** The environment file in normal form: binds a portable specification to one place. Holds no secret. */
export interface Environment {
  millwright: LanguageVersion;
  environment_id: string;
  n8n:
    | { instance: 'local' }
    | {
        instance: 'remote';
        url: string;
        /** Names of process environment variables that hold the secrets; read by activities only. */
        api_key_variable: string;
        session?: { email_variable: string; password_variable: string };
      };
  parameters: Record<string, Scalar>;
  base_urls: Record<string, string>;
  /** Integrations that loopback stand-ins answer for; shown wherever results are shown. */
  stand_ins: string[];
  /** File that describes them, beside the environment file; read on the command line only. */
  stand_ins_file?: string;
  /** Logical credential name → name of the credential in n8n (the logical name itself when absent). */
  credentials: Record<string, string>;
  /** Names of the credentials in n8n that may be used; all when absent. */
  available_credentials?: string[];
  channels: Record<string, string>;
  /** What `source: env_var` may read. Never the process environment. */
  variables: Record<string, Scalar>;
}
