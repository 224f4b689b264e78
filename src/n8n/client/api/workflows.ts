import { z } from 'zod';
import type { ApiSend } from '../api-send.ts';
import { packWorkflow } from '../package-file.ts';
import {
  workflowPageSchema,
  workflowSchema,
  type StoredWorkflow,
  type WorkflowDocument,
  type WorkflowSummary,
} from '../wire.ts';

const importAnswerSchema = z.object({
  workflows: z.array(
    z.looseObject({ localId: z.string(), status: z.enum(['created', 'updated', 'skipped']) }),
  ),
});

/** The workflows of one instance, by n8n's public API v1. */
export interface WorkflowsApi {
  getWorkflow(workflowId: string): Promise<StoredWorkflow | undefined>;
  /** All workflows whose name contains `nameContains` (n8n compares without case), archived ones included. */
  listWorkflows(nameContains?: string): Promise<WorkflowSummary[]>;
  /** Creates under an id of n8n's choice: a repeated call makes a second workflow. */
  createWorkflow(document: WorkflowDocument): Promise<StoredWorkflow>;
  /** Creates under the caller's id by package import, so that repeating it is harmless; fails when the id exists. */
  importWorkflow(workflowId: string, document: WorkflowDocument): Promise<void>;
  /** Replaces nodes and connections of the draft; what is live stays as it is. */
  putWorkflow(workflowId: string, document: WorkflowDocument): Promise<StoredWorkflow>;
  /** @param versionId which version goes live; the draft as it is when not given. */
  publishWorkflow(workflowId: string, versionId?: string): Promise<StoredWorkflow>;
  unpublishWorkflow(workflowId: string): Promise<StoredWorkflow>;
  /** Brings an archived workflow back, not published. */
  unarchiveWorkflow(workflowId: string): Promise<StoredWorkflow>;
  archiveWorkflow(workflowId: string): Promise<StoredWorkflow>;
  /** n8n refuses while it is published. A workflow that is gone already is no error. */
  deleteWorkflow(workflowId: string): Promise<void>;
}

export function createWorkflowsApi(send: ApiSend): WorkflowsApi {
  const one = (workflowId: string) => `/api/v1/workflows/${encodeURIComponent(workflowId)}`;

  return {
    getWorkflow: (workflowId) =>
      send.getOptional(one(workflowId), workflowSchema, `to read workflow ${workflowId}`),

    async listWorkflows(nameContains) {
      const found: WorkflowSummary[] = [];
      let cursor: string | null | undefined;
      do {
        const query = new URLSearchParams({ limit: '250', excludePinnedData: 'true' });
        if (nameContains !== undefined) query.set('name', nameContains);
        if (typeof cursor === 'string') query.set('cursor', cursor);
        const page = await send.json(
          'GET',
          `/api/v1/workflows?${query.toString()}`,
          workflowPageSchema,
          'to list workflows',
        );
        found.push(...page.data);
        cursor = page.nextCursor;
      } while (typeof cursor === 'string');
      return found;
    },

    createWorkflow: (document) =>
      send.json(
        'POST',
        '/api/v1/workflows',
        workflowSchema,
        `to create workflow "${document.name}"`,
        document,
      ),

    async importWorkflow(workflowId, document) {
      const form = await packWorkflow(workflowId, document);
      await send.json(
        'POST',
        '/api/v1/n8n-packages/import',
        importAnswerSchema,
        `to create workflow "${document.name}"`,
        form,
      );
    },

    // Without publishIfActive=false n8n would put the change live at once (n8n 2.41).
    putWorkflow: (workflowId, document) =>
      send.json(
        'PUT',
        `${one(workflowId)}?publishIfActive=false`,
        workflowSchema,
        `to write workflow "${document.name}"`,
        document,
      ),

    publishWorkflow: (workflowId, versionId) =>
      send.json(
        'POST',
        `${one(workflowId)}/publish`,
        workflowSchema,
        `to publish workflow ${workflowId}`,
        versionId === undefined ? {} : { versionId },
      ),

    unpublishWorkflow: (workflowId) =>
      send.json(
        'POST',
        `${one(workflowId)}/unpublish`,
        workflowSchema,
        `to unpublish workflow ${workflowId}`,
        {},
      ),

    unarchiveWorkflow: (workflowId) =>
      send.json(
        'POST',
        `${one(workflowId)}/unarchive`,
        workflowSchema,
        `to unarchive workflow ${workflowId}`,
        {},
      ),

    archiveWorkflow: (workflowId) =>
      send.json(
        'POST',
        `${one(workflowId)}/archive`,
        workflowSchema,
        `to archive workflow ${workflowId}`,
        {},
      ),

    deleteWorkflow: (workflowId) => send.deleteIfThere(one(workflowId), `to delete workflow ${workflowId}`),
  };
}
