import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { createStandInClient, type StandInClient } from '../../stand-ins/stand-in-client.ts';
import type { Output } from '../output.ts';
import { DEMO, demoCheckout } from './example.ts';

const LONGEST_WAIT_MS = 20_000;
const EVERY_MS = 250;

/** Calls the activated webhook as the shop would, and shows the answer and the event that Klaviyo's stand-in received. */
export async function callTheWebhook(
  n8nUrl: string,
  standInsUrl: string,
  output: Output,
  signal: AbortSignal,
): Promise<boolean> {
  const checkout = demoCheckout(Math.floor(Date.now() / 1_000));
  const url = `${n8nUrl.replace(/\/$/, '')}/webhook/${DEMO.webhookPath}`;
  output.note(
    `\nCalling what was built, as the shop would:\n  $ curl ${url} --json '${JSON.stringify(checkout)}'`,
  );
  const standIns = createStandInClient(standInsUrl);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(checkout),
  });
  output.note(`  → ${answer.status} ${await answer.text()}`);
  output.note(
    '  n8n waits for two seconds (60 minutes in the real environment), looks the order up and sends the event …',
  );
  const event = await klaviyoEvent(standIns, String(checkout['id']), signal);
  output.note(`  → ${event ?? 'no event arrived at the Klaviyo stand-in'}`);
  return answer.ok && event !== undefined;
}

const eventSchema = z.object({
  data: z.object({
    attributes: z.object({
      metric: z.object({ data: z.object({ attributes: z.object({ name: z.string() }) }) }),
      profile: z.object({ data: z.object({ attributes: z.object({ email: z.string() }) }) }),
      value: z.number(),
      properties: z.object({ cart_id: z.string(), discount_percent: z.number() }),
    }),
  }),
});

/** The event of this cart, in a sentence. */
async function klaviyoEvent(
  standIns: StandInClient,
  cartId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS && !signal.aborted; waitedMs += EVERY_MS) {
    for (const { integration, path, body } of await standIns.requestsAfter(0)) {
      const event =
        integration === 'klaviyo' && path === '/api/events' ? eventSchema.safeParse(body).data : undefined;
      const attributes = event?.data.attributes;
      if (attributes?.properties.cart_id !== cartId) continue;
      const { metric, profile, value, properties } = attributes;
      return (
        `Klaviyo (stand-in) received "${metric.data.attributes.name}" for ${profile.data.attributes.email}: ` +
        `value ${value}, discount ${properties.discount_percent} %`
      );
    }
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return undefined;
}
