// Root module of the Deno process that runs generated code. It is ours: Deno does not apply its read permission to the
// static imports of the root module, so the generated file is only ever imported from here, by a computed specifier.
// Everything needed afterwards is captured first, because the module may tamper with any built-in.

const { parse, stringify } = JSON;
const { exit, stdin, stdout } = Deno;
const [moduleUrl] = Deno.args;
const writeSync = stdout.writeSync.bind(stdout);
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const Bytes = Uint8Array;
const { defineProperty, freeze } = Object;

const { nonce, inputs } = parse(await new Response(stdin.readable).text());

// What could carry state to a later run, and what n8n's Code node does not have either: code that passes here must run there.
const ABSENT =
  'caches localStorage sessionStorage indexedDB Deno Worker BroadcastChannel WebSocket fetch URL URLSearchParams crypto ' +
  'structuredClone process performance AbortController queueMicrotask';
for (const name of ABSENT.split(' '))
  defineProperty(globalThis, name, { value: undefined, writable: false, configurable: false });

// What n8n's task runner (2.41) does before it runs a Code node: code that relies on one of these must be red here.
Object.getPrototypeOf = () => ({});
Object.setPrototypeOf = () => false;
Object.defineProperty = () => ({});
Object.defineProperties = () => ({});
Reflect.getPrototypeOf = () => ({});
Reflect.setPrototypeOf = () => false;
delete Error.captureStackTrace;
delete Error.prepareStackTrace;
for (const value of [
  Object,
  Array,
  Function,
  String,
  Number,
  Boolean,
  RegExp,
  Error,
  Promise,
  Symbol,
  Map,
  Set,
  Date,
  JSON,
  Math,
])
  freeze(value);

const silent = () => {};
for (const name of Object.keys(console)) console[name] = silent;

function textOf(error) {
  try {
    return error instanceof Error ? `${error.name}: ${error.message}` : `Thrown: ${String(error)}`;
  } catch {
    return 'Thrown: a value that has no text';
  }
}

function report(result) {
  let bytes;
  try {
    bytes = encode(`\n${nonce}${result}\n`);
  } catch {
    exit(1);
  }
  for (let written = 0; written < bytes.length;) {
    written += writeSync(new Bytes(bytes.buffer, bytes.byteOffset + written, bytes.length - written));
  }
  exit(0);
}

async function outputOf(transform, input) {
  try {
    const value = await transform(input);
    const text = stringify(value);
    if (text === undefined)
      return `{"ok":false,"error":"transform() returned ${typeof value}, which is not JSON"}`;
    return `{"ok":true,"value":${text}}`;
  } catch (error) {
    return `{"ok":false,"error":${stringify(textOf(error))}}`;
  }
}

let transform;
try {
  transform = (await import(moduleUrl)).transform;
} catch (error) {
  report(
    `{"error":${stringify(`The module could not be loaded (it may import nothing). ${textOf(error)}`)}}`,
  );
}
if (typeof transform !== 'function') report('{"error":"The module exports no function named transform."}');

// Each input twice, the second time in the other order: what comes out hangs on the input alone.
const first = [];
for (let index = 0; index < inputs.length; index += 1)
  first[index] = await outputOf(transform, inputs[index]);
const again = [];
for (let index = inputs.length - 1; index >= 0; index -= 1)
  again[index] = await outputOf(transform, inputs[index]);

let outputs = '';
for (let index = 0; index < inputs.length; index += 1) {
  outputs += (index === 0 ? '' : ',') + (first[index] === again[index] ? first[index] : changed(index));
}
report(`{"outputs":[${outputs}]}`);

function changed(index) {
  const text = `The same input gave another result when it was run again: first ${first[index]}, then ${again[index]}`;
  return `{"ok":false,"error":${stringify(text)}}`;
}
