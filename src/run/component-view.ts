import type { CompactComponent } from '../protocol/plan.ts';
import type { RestoreChange } from '../protocol/owner.ts';
import type { ComponentState, Rollback, Run } from './run-state.ts';
import type { ComponentView } from '../protocol/run.ts';

/** What stands in n8n of a component, as far as this run knows. */
export function componentView(run: Run, component: CompactComponent): ComponentView {
  const { n8nUrl } = run.state.plan;
  const nothing: ComponentState = { active: false, nodes: 0, connections: 0 };
  const { active, nodes, connections, restorePoint } = run.state.components[component.id] ?? nothing;
  const isThere = n8nUrl !== undefined && nodes > 0;
  const rollback = rollbackView(run.state.rollbacks?.[component.id]);
  return {
    ...component,
    active,
    nodes,
    connections,
    ...(isThere && { url: `${n8nUrl}/workflow/${component.n8nWorkflowId}` }),
    ...(restorePoint && { restorePoint }),
    ...(rollback && { rollback }),
  };
}

function rollbackView(rollback: Rollback | undefined): ComponentView['rollback'] {
  switch (rollback?.state) {
    case undefined:
      return undefined;
    case 'asked':
      return { outcome: 'under_way', text: 'It is being put back as it was before this run.' };
    case 'unavailable':
      return { outcome: 'under_way', text: 'n8n does not answer; it is asked again to put it back.' };
    case 'restored':
      return { outcome: 'restored', text: RESTORED_TEXT[rollback.change] };
    case 'kept':
      return { outcome: 'kept', text: rollback.reason };
  }
}

const RESTORED_TEXT: Record<RestoreChange, string> = {
  removed: 'It was not there before this run, and was removed.',
  'put back': 'It was put back as it was before this run.',
  'no change': 'It is as it was before this run.',
};
