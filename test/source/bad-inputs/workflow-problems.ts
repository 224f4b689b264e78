import { VALID, type BadInput } from './bad-input.ts';

/** The node at the end, with its edges. */
const KEEP = VALID.slice(VALID.indexOf('        node_type: HTTP Request'));

/** An If in its place, with one more edge. */
function ifWith(edge: string): string {
  return `        node_type: If
        node_name: Keep
        connections:
          - { from_node: Hook, to_node: Rate }
          - { from_node: Rate, to_node: Keep }
          - ${edge}
`;
}

/** Nodes and edges of the n8n workflow. */
export const WORKFLOW_PROBLEMS: readonly BadInput[] = [
  {
    name: 'cases of a workflow that another trigger starts',
    replace: [
      `      action_type: setup_webhook
      n8n_instructions: { node_name: Hook }
      webhook_instructions: { path: leads }
`,
      `      action_type: create_node
      n8n_instructions: { node_type: Schedule Trigger, node_name: Hook }
    - task_id: e2e
      purpose: A lead goes through.
      action_type: test_integration
      acceptance_check:
        success_criteria: It is rated.
        cases: «[{ name: one, expect: { nodes_ran: [Hook, Rate, Keep] } }]
`,
    ],
    rule: 'case_trigger',
    message: /starts a case by the one webhook of its workflow; `main` has none/,
    fix: /Remove the cases/,
  },
  {
    name: 'cases of a workflow with two webhooks',
    replace: [
      '    - task_id: rate\n',
      `    - task_id: second
      purpose: Leads arrive here, too.
      action_type: setup_webhook
      n8n_instructions: { node_name: Second }
      webhook_instructions: { path: more-leads }
    - task_id: e2e
      purpose: A lead goes through.
      action_type: test_integration
      acceptance_check:
        success_criteria: It is rated.
        cases: «[{ name: one, expect: { nodes_ran: [Hook, Rate, Keep] } }]
    - task_id: rate
`,
    ],
    rule: 'case_trigger',
    message: /`main` has 2 of them/,
    fix: /Remove the cases/,
  },
  {
    name: 'an edge to a node that nobody declares',
    replace: ['{ from_node: Rate, to_node: Keep }', '{ from_node: Rate, to_node: «Kep }'],
    rule: 'unknown_node',
    message: /declares a node `Kep`/,
    fix: /Did you mean `Keep`\?/,
  },
  {
    name: 'a node name twice',
    replace: [
      'node_name: Keep\n',
      'node_name: Keep\n        more_nodes: [{ node_type: Wait, node_name: «Rate }]\n',
    ],
    rule: 'duplicate_node_name',
    message: /`Rate` of component `main` is declared in task `rate`/,
    fix: /name of its own/,
  },
  {
    name: 'an edge twice',
    replace: [
      '          - { from_node: Rate, to_node: Keep }',
      '          - { from_node: Rate, to_node: Keep }\n          - «{ from_node: Rate, to_node: Keep }',
    ],
    rule: 'duplicate_edge',
    message: /Rate → Keep is declared in task `keep` already/,
    fix: /Remove one/,
  },
  {
    name: 'an edge declared differently by another task',
    replace: [
      '          - { from_node: Rate, to_node: Keep }\n',
      `          - { from_node: Rate, to_node: Keep }
    - task_id: wire
      purpose: Wires the error output.
      action_type: configure_connection
      n8n_instructions:
        connections:
          - «{ from: Rate, to: Keep, output_index: 1 }
`,
    ],
    rule: 'conflicting_edge',
    message: /declared in task `keep` already, with another output/,
    fix: /in one task/,
  },
  {
    name: 'a gate port on a node that is no gate',
    replace: ['to_node: Keep }', 'to_node: Keep, output: «approved }'],
    rule: 'wrong_output',
    message: /neither a gate nor an If/,
    fix: /output_index/,
  },
  {
    name: 'a gate port on an If',
    replace: [KEEP, ifWith('{ from_node: Keep, to_node: Rate, output: «approved }')],
    rule: 'wrong_output',
    message: /an If: its outputs are `true` and `false`/,
    fix: /`output: true` or `output: false`/,
  },
  {
    name: 'an If whose output and its number differ',
    replace: [KEEP, ifWith("{ from_node: Keep, to_node: Rate, output: 'true', output_index: «1 }")],
    rule: 'wrong_output',
    message: /Output `true` of `Keep` is not output 1/,
    fix: /remove `output_index`/,
  },
  {
    name: 'a credential without a name',
    replace: [
      'configuration: { method: POST, url: /leads }',
      "configuration: [{ field: credentials.httpHeaderAuth, value: «'', source: credential }]",
    ],
    rule: 'missing_name',
    message: /needs the name of a credential/,
    fix: /not empty/,
  },
];
