/** JSON pointers (RFC 6901): how problems say where they are. */

export type PointerSegment = string | number;

export function toPointer(segments: readonly PropertyKey[]): string {
  return segments
    .map((segment) => `/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

export function fromPointer(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Pointer to a part of the task at `index` of the task list. */
export function taskPointer(index: number, ...segments: PointerSegment[]): string {
  return toPointer(['implementation', 'task_summary', index, ...segments]);
}
