/** Where in a file something is wrong; 1-based. */
export interface SourcePlace {
  file: string;
  line: number;
  column: number;
}

/** One thing that is wrong in a document, for people and for `--json`. */
export interface Problem {
  /** Short rule name, e.g. `unknown_field`, `cycle`, `duplicate_id`. */
  rule: string;
  message: string;
  fix: string;
  /** JSON pointer into the document. */
  pointer: string;
  place?: SourcePlace;
}
