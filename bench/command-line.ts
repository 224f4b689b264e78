import type { Row } from './row.ts';
export async function commandLineRows(): Promise<Row[]> {
  return [];
}
