import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Colours a text, unless the stream it is meant for is no terminal or NO_COLOR is set. */
export type Paint = (style: Style, text: string) => string;

/** Where a command writes: its result on stdout, everything else on stderr (M65). */
export interface Output {
  /** The caller asked for `--json`: `json()` is called once and `print()` not at all. */
  readonly asJson: boolean;
  /** The caller asked for `--verbose`. */
  readonly verbose: boolean;
  /** The result, for people; on stdout. */
  readonly print: (text: string) => void;
  /** The result, for programs; on stdout. */
  readonly json: (value: unknown) => void;
  /** Progress and remarks; on stderr. */
  readonly note: (text: string) => void;
  /** For texts that go to `print()`. */
  readonly paint: Paint;
  /** For texts that go to `note()`. */
  readonly paintNote: Paint;
  /** For views that colour themselves: whether `print()` and `note()` may carry colours. */
  readonly colorPrint: boolean;
  readonly colorNote: boolean;
}

export function processOutput(options: { asJson: boolean; verbose: boolean }): Output {
  return {
    ...options,
    print: (text) => void process.stdout.write(`${text}\n`),
    json: (value) => void process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    paintNote: (style, text) => styleText(style, text, { stream: process.stderr }),
    colorPrint: mayColor(process.stdout),
    colorNote: mayColor(process.stderr),
  };
}

function mayColor(stream: NodeJS.WriteStream): boolean {
  return styleText('bold', 'x', { stream }) !== 'x';
}
