import { styleText } from 'node:util';
import { asCalled } from './invocation.ts';
import { printable, printableJson } from './printable.ts';
import { WIDTH, type ViewOptions } from './views/terminal-text.ts';

export type Style = Parameters<typeof styleText>[0];

/** Colours a text, unless the stream it is meant for is no terminal or NO_COLOR is set. */
export type Paint = (style: Style, text: string) => string;

/** Where a command writes: its result on stdout, everything else on stderr. */
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
  /** For views that colour and cut themselves: what `print()` and `note()` may carry. */
  readonly viewPrint: ViewOptions;
  readonly viewNote: ViewOptions;
  /** One line that is overwritten by the next one, and by everything else; undefined where lines cannot be overwritten. */
  readonly live: ((text: string) => void) | undefined;
}

const NARROWEST = 60;
const WIDEST = 120;

export function processOutput(options: { asJson: boolean; verbose: boolean }): Output {
  return {
    ...options,
    print: (text) => writeLine(process.stdout, printable(asCalled(text))),
    json: (value) => writeLine(process.stdout, printableJson(value)),
    note: (text) => writeLine(process.stderr, printable(asCalled(text))),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    paintNote: (style, text) => styleText(style, text, { stream: process.stderr }),
    viewPrint: viewOptions(process.stdout),
    viewNote: viewOptions(process.stderr),
    live: process.stderr.isTTY ? showLive : undefined,
  };
}

const CLEAR_LINE = '\r\u001b[2K';
let isLiveShown = false;

function showLive(text: string): void {
  process.stderr.write(`${CLEAR_LINE}${printable(asCalled(text))}`);
  isLiveShown = true;
}

function writeLine(stream: NodeJS.WriteStream, text: string): void {
  if (isLiveShown) process.stderr.write(CLEAR_LINE);
  isLiveShown = false;
  stream.write(`${text}\n`);
}

function viewOptions(stream: NodeJS.WriteStream): ViewOptions {
  // A terminal that does not know its size says 0.
  const columns = (stream.isTTY && stream.columns) || WIDTH;
  return { color: mayColor(stream), width: Math.min(WIDEST, Math.max(NARROWEST, columns)) };
}

function mayColor(stream: NodeJS.WriteStream): boolean {
  return styleText('bold', 'x', { stream }) !== 'x';
}
