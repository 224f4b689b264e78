import type { ErrorCode } from '../../../src/errors.ts';

/** A small valid specification; each test puts one thing into it that is wrong. */
export const VALID = `spec_id: demo
components:
  - { component_id: main, platform: n8n, workflow_name: Demo }
  - { component_id: score, platform: code, path: score.mjs, inlined_in: main }
integrations:
  - { integration_id: crm, base_url: https://crm.example.com, credential: crm }
parameters: { threshold: 10 }
schemas:
  lead: { type: object, properties: { email: { type: string } } }
implementation:
  task_summary:
    - task_id: hook
      purpose: Leads arrive here.
      action_type: setup_webhook
      n8n_instructions: { node_name: Hook }
      webhook_instructions: { path: leads }
    - task_id: rate
      purpose: Rates a lead.
      dependencies_completed: [hook]
      action_type: write_transform
      component: score
      n8n_instructions: { node_name: Rate }
      code_instructions:
        input_schema: lead
        output_schema: lead
        logic_description: Returns the lead as it is, above \${parameters.threshold} too.
      acceptance_check:
        success_criteria: Every sample gives exactly the expected lead.
        samples: [{ name: one, input: { email: a@b.ch }, expect: { email: a@b.ch } }]
    - task_id: keep
      purpose: Keeps the lead.
      dependencies_completed: [rate]
      action_type: create_node
      n8n_instructions:
        node_type: HTTP Request
        node_name: Keep
        integration: crm
        configuration: { method: POST, url: /leads }
        connections:
          - { from_node: Hook, to_node: Rate }
          - { from_node: Rate, to_node: Keep }
`;

export interface BadInput {
  name: string;
  /** What is replaced in the valid specification, and by what; `«` stands where the problem must be reported. */
  replace: readonly [search: string, by: string];
  rule: string;
  message: RegExp;
  fix: RegExp;
  code?: ErrorCode;
}
