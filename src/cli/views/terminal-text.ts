import { stripVTControlCharacters, styleText } from 'node:util';
import { redact } from '../../report/redaction.ts';

/** Columns that views keep to where nothing is known of the terminal. */
export const WIDTH = 100;

export interface ViewOptions {
  /** ANSI colours; off for files, pipes and `NO_COLOR`. */
  color: boolean;
  /** Columns of the terminal; `WIDTH` when not given. */
  width?: number;
}

export type Paint = 'green' | 'red' | 'yellow' | 'cyan' | 'magenta' | 'bold' | 'dim';

/** Colours a text that is finished: widths are counted before. */
export function paint(format: Paint, text: string, { color }: ViewOptions): string {
  return color && text !== '' ? styleText(format, text, { validateStream: false }) : text;
}

/**
 * Text from outside on one line, without secrets and without control characters: nothing in it can move the
 * cursor, colour the terminal or hide itself.
 */
export function clean(text: string): string {
  const oneLine = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return redact(oneLine);
}

/** Cuts at `width` characters, with an ellipsis. */
export function shorten(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  return `${characters
    .slice(0, Math.max(0, width - 1))
    .join('')
    .trimEnd()}…`;
}

export function widthOf({ width }: ViewOptions): number {
  return width ?? WIDTH;
}

/** Breaks at spaces into lines within the width, the first after `first`, the others after `indent`. A longer word stays whole. */
export function wrap(text: string, indent: string, first = indent, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const before = lines.length === 0 ? first : indent;
    if (line !== '' && before.length + line.length + 1 + word.length > width) {
      lines.push(before + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return line === '' ? lines : [...lines, (lines.length === 0 ? first : indent) + line];
}

/** A line of code: nothing of it is taken away, and nothing in it can steer the terminal. */
export function verbatim(line: string): string {
  return line.replaceAll('\t', '  ').replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, '\uFFFD');
}

/** The fence that a line of Markdown opens or closes. */
export function fenceOf(line: string): string | undefined {
  return /^`{3,}/.exec(line)?.[0];
}

/** Markdown as it is, line by line: a list keeps its indentation, long prose is broken at spaces, code is not touched. */
export function linesOfMarkdown(text: string, indent: string, width = WIDTH): string[] {
  let fence: string | undefined;
  return text
    .trimEnd()
    .split(/\r?\n/)
    .flatMap((line) => {
      if (fence !== undefined) {
        if (line === fence) fence = undefined;
        return [indent + redact(verbatim(line))];
      }
      fence = fenceOf(line);
      const inner = indent + (/^ */.exec(line)?.[0] ?? '');
      const broken = wrap(clean(line), inner, inner, width);
      return broken.length === 0 ? [indent.trimEnd()] : broken;
    });
}

/** `12:03:04` of an ISO time (UTC); the text itself when it is none. */
export function clock(iso: string): string {
  return /T(\d{2}:\d{2}:\d{2})/.exec(iso)?.[1] ?? clean(iso);
}

/** A word for the shell: quoted only where a shell would read it otherwise. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-][A-Za-z0-9_@%+=:,./#-]*$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Dollars, precise enough to show the price of one call. */
export function dollars(usd: number): string {
  return usd >= 1 || usd === 0 ? `$${usd.toFixed(2)}` : `$${usd.toFixed(4)}`;
}
