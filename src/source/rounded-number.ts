import type { Problem, SourcePlace } from '../protocol/problem.ts';
import { syntaxProblem } from './parsed-text.ts';

/** Numbers with fewer digits are never rounded. */
export const LONG_NUMBER = /\d{16}/;

/** Whether a whole number is too large to be kept exactly: an id of seventeen digits would become that of another customer. */
export function isRounded(value: unknown): value is number {
  return Number.isInteger(value) && !Number.isSafeInteger(value);
}

export function roundedNumber(written: string, place: SourcePlace): Problem {
  const message = `The number ${written.slice(0, 50)} is too large to be kept exactly: it would become ${Number(written)}.`;
  return syntaxProblem('rounded_number', place, message, 'Write it in quotes.');
}
