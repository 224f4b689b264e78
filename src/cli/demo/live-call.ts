import { setTimeout as pause } from 'node:timers/promises';
import { createStandInClient, type StandInClient } from '../../stand-ins/stand-in-client.ts';
import type { Output } from '../output.ts';
import { DEMO, demoCheckout } from './example.ts';

const LONGEST_WAIT_MS = 20_000;
const EVERY_MS = 250;

/** Calls the activated webhook as the shop would, and shows the answer and the event that Klaviyo's stand-in received. */
export async function callTheWebhook(n8nUrl: string, standInsUrl: string, output: Output): Promise<boolean> {
  const checkout = demoCheckout(Math.floor(Date.now() / 1_000));
  const url = `${n8nUrl.replace(/\/$/, '')}/webhook/${DEMO.webhookPath}`;
  output.note(`\nCalling what was built:\n  POST ${url}\n  ${JSON.stringify(checkout)}`);
  const standIns = createStandInClient(standInsUrl);
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(checkout),
  });
  output.note(`  → ${answer.status} ${await answer.text()}`);
  output.note('  n8n now waits for two seconds (60 minutes in the real environment), looks the order up and sends the event …');
  const event = await klaviyoEvent(standIns, String(checkout['id']));
  output.note(event === undefined ? '  → no event arrived at the Klaviyo stand-in' : `  → Klaviyo (stand-in) received ${event}`);
  return answer.ok && event !== undefined;
}

async function klaviyoEvent(standIns: StandInClient, cartId: string): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < LONGEST_WAIT_MS; waitedMs += EVERY_MS) {
    const requests = await standIns.requestsAfter(0);
    const event = requests.find(
      (request) => request.integration === 'klaviyo' && request.path === '/api/events' && JSON.stringify(request.body).includes(cartId),
    );
    if (event) return `${event.method} ${event.path} ${JSON.stringify(event.body)}`;
    await pause(EVERY_MS);
  }
  return undefined;
}
