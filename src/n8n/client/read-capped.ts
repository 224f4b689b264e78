import { MillwrightError } from '../../errors.ts';

/** Reads a body as text, and stops as soon as it is larger than allowed. @throws MillwrightError `n8n_rejected`. */
export async function readCapped(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw new MillwrightError(
        'n8n_rejected',
        `n8n answered with more than ${maxBytes} bytes; nothing was used of it.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
