import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLES = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** The example that `npm start` builds: scenario A. */
export const DEMO = {
  specification: join(EXAMPLES, 'abandoned-cart', 'specification.yaml'),
  environment: join(EXAMPLES, 'abandoned-cart', 'environment.yaml'),
  standIns: join(EXAMPLES, 'abandoned-cart', 'stand-ins.yaml'),
  answers: join(EXAMPLES, 'abandoned-cart', 'answers'),
  webhookPath: 'abandoned-cart',
  /** Decides in the demo; recorded as such. */
  decidesAs: 'npm start (demo)',
} as const;

/** A checkout as the shop would post it. The id is new in each call, so that its traces can be told apart. */
export function demoCheckout(id: number): { [field: string]: unknown } {
  return {
    id,
    email: 'mia@example.com',
    currency: 'EUR',
    buyer_accepts_marketing: true,
    line_items: [
      { sku: 'TEA-1', title: 'Green tea', quantity: 4, price: '30.00' },
      { sku: 'CUP-1', title: 'Cup', quantity: 2, price: '24.50' },
    ],
  };
}
