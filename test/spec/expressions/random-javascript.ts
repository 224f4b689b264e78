import fc from 'fast-check';

/** Texts that have broken something: quotes, braces, comments, escapes, other alphabets. */
export const awkwardText = fc.oneof(
  fc.constantFrom(
    "L'Aquila",
    '}}',
    '{{ $json.a }}',
    "' || true || '",
    '// no comment',
    '/* none */',
    '`${1}`',
  ),
  fc.constantFrom(
    '=SUM(A1:A3)',
    '$$ $& $1',
    'a "b" \\ c',
    '\\}}',
    '\\',
    'größe €',
    '𝒳',
    '\u2028',
    '</script>',
  ),
  fc.string({ unit: fc.constantFrom('{', '}', '\\', "'", '"', '`', '$', '/', '*', '=', '\n', 'a', ' ') }),
);

/** How a person could write a text in JavaScript. */
const written = awkwardText.chain((text) => {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  const quoted = (quote: string): string => `${quote}${inner.replaceAll(quote, `\\${quote}`)}${quote}`;
  const template = `\`${inner.replaceAll(/[`$]/g, String.raw`\$&`)}\``;
  return fc.constantFrom(quoted("'"), quoted('"'), template);
});

const space = fc.constantFrom('', ' ', '\n', ' /* }} */ ', ' // {{ }}\n', '/* one\ntwo */');

/** Expressions that give the same value wherever they are evaluated, with `$json` at hand. */
export const randomExpression = fc.letrec<{ expression: string; member: string }>((tie) => ({
  member: fc.constantFrom(
    '$json',
    '$json.a',
    '$json?.b?.c',
    '$json["order-id"]',
    '$json.list[0]',
    '$json.text',
  ),
  expression: fc.oneof(
    { maxDepth: 4 },
    tie('member'),
    written,
    fc.constantFrom('1', '-2.5', '0', 'true', 'null', '{}', '[]', '({})'),
    fc.tuple(tie('expression'), space, tie('expression')).map(([a, gap, b]) => `[${a}${gap},${gap}${b}]`),
    fc.tuple(space, tie('expression')).map(([gap, a]) => `{a:${gap}{b:${a}${gap}}}`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `\`{\${${a}}}{{\${ {x:{y:${b}}}.x }}\``),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `String(${a}) + String(${b})`),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => `(${a}) ? (${b}) : {c:{}}`),
    fc
      .tuple(space, tie('expression'))
      .map(([gap, a]) => `(()=>{${gap}const x={y:{}};${gap}return [x,${a}]})()`),
    fc.tuple(tie('expression')).map(([a]) => `class { static x = {y:${a}}; }.x`),
    fc
      .tuple(tie('expression'))
      .map(([a]) => `function ({p, ...q}, [r = {s:1}] = []) { return {p,...q,r}; }({p:${a},z:{}})`),
    fc.tuple(tie('member')).map(([a]) => `\`\${${a}?.b?.toString?.()}\${(${a}) ?? {}}\``),
    fc.tuple(tie('expression')).map(([a]) => `[...[${a}], ({...{b:{c:1}}}).b].length ** 2`),
    // How a regular expression is written shows only to those who ask for its text.
    fc
      .tuple(fc.constantFrom('/a{2}}/', '/\\{{2}/u', '/[{}]}/', '/[/}}]/', '/{{{2}/', '/\\}}+/'), written)
      .map(([pattern, text]) => `${pattern}.test(${text})`),
  ),
})).expression;

/** What an item may hold for them. */
export const ITEM = { a: 1, b: { c: '}}' }, 'order-id': 7, list: [{ '{{': null }], text: "L'Aquila }} // x" };
