/** Everything the workflow bundle exports; the names are the workflow types. */
export { implementSpecification } from './implement-specification.ts';
export { n8nWorkflowOwner } from './n8n-workflow-owner.ts';
