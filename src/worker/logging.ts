import { DefaultLogger, makeTelemetryFilterString, type RuntimeOptions } from '@temporalio/worker';

/** The SDK logs to standard output by default; that belongs to programs that read it. Warnings and errors only. */
export function logToStandardError(): RuntimeOptions {
  const logger = new DefaultLogger('WARN', ({ level, message, timestampNanos, meta }) => {
    const at = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    console.error(`${at} ${level} ${message}${meta ? ` ${describe(meta)}` : ''}`);
  });
  return {
    logger,
    telemetryOptions: {
      logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }) },
    },
  };
}

/** Only fields that cannot hold a payload or a secret. */
function describe(meta: Record<string | symbol, unknown>): string {
  const fields = ['workflowId', 'runId', 'activityId', 'activityType', 'attempt', 'taskQueue', 'error'];
  return fields.flatMap((field) => textOf(field, meta[field])).join(' ');
}

function textOf(field: string, value: unknown): string[] {
  if (value instanceof Error) return [`${field}=${value.message}`];
  return typeof value === 'string' || typeof value === 'number' ? [`${field}=${value}`] : [];
}
