import { toJson, visitStrings } from './json-value.ts';
import type { Specification, Task } from './model.ts';
import { type PointerSegment, toPointer, taskPointer } from './pointer.ts';

/** Stands in the place of a value that somebody has yet to confirm: `REQUIRE_CONFIRMATION: who pays the freight?`. */
const MARK = /\bREQUIRE_CONFIRMATION\b(?::\s*(.+))?/;
/** The mark as a whole value; anywhere else it is a filler like any other. */
const WHOLE_MARK = /^\s*REQUIRE_CONFIRMATION\s*(?::[\s\S]*)?$/;

export interface OpenConfirmation {
  pointer: string;
  /** The task that cannot be built before it; none for a parameter that no task of this form uses yet. */
  taskId?: string;
  /** What is to be confirmed, in the author's words. */
  reason?: string;
}

export function isOpenConfirmation(text: string): boolean {
  return WHOLE_MARK.test(text);
}
