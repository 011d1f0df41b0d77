/** The mapping of XML, and what is refused with its place. */
import { expect, test } from 'vitest'
import { BodyFormatError } from '../../../src/errors/delivery-errors.ts'
import { parseBody } from '../../../src/formats/parse-body.ts'

const parse = (text: string | Buffer) => parseBody('xml', Buffer.from(text))

test.each<[string, string, unknown]>([
  ['an empty element', '<a/>', { a: '' }],
  ['a text', '<a>1.10</a>', { a: '1.10' }],
  ['a text with white space, as it is', '<a> x </a>', { a: ' x ' }],
  ['an attribute', '<a id="L1"/>', { a: { '@id': 'L1' } }],
  ['attribute and text', "<a id='L1'>x</a>", { a: { '@id': 'L1', '#text': 'x' } }],
  ['children', '<a><b>1</b><c>2</c></a>', { a: { b: '1', c: '2' } }],
  ['layout between children', '<a>\n  <b>1</b>\n</a>', { a: { b: '1' } }],
  ['repeated children', '<a><b>1</b><c/><b>2</b></a>', { a: { b: ['1', '2'], c: '' } }],
  ['text among children', '<a>x<b/>y</a>', { a: { b: '', '#text': 'xy' } }],
  ['CDATA', '<a><![CDATA[<b>&amp;]]></a>', { a: '<b>&amp;' }],
  ['references', '<a q="&quot;&#x41;">&lt;&#233;&amp;amp;</a>', { a: { '@q': '"A', '#text': '<é&amp;' } }],
  ['line breaks in an attribute', '<a q="1\n2\t3"/>', { a: { '@q': '1 2 3' } }],
  ['CR LF', '<a>1\r\n2</a>', { a: '1\n2' }],
  ['comments', '<!-- x --><a>1<!-- - -->2</a><!-- y -->', { a: '12' }],
  ['a declaration', '<?xml version="1.0" encoding="UTF-8" standalone=\'yes\'?>\n<a/>', { a: '' }],
  ['a byte order mark', '\ufeff<a>x</a>', { a: 'x' }],
  [
    'prefixes, as they are',
    '<s:a xmlns:s="urn:x"><s:b/></s:a>',
    { 's:a': { '@xmlns:s': 'urn:x', 's:b': '' } },
  ],
  [
    'names of methods',
    '<toString valueOf="1"><hasOwnProperty/></toString>',
    { toString: { '@valueOf': '1', hasOwnProperty: '' } },
  ],
  ['names of other scripts', '<Käse>ü😀</Käse>', { Käse: 'ü😀' }],
])('%s', (_, text, expected) => {
  expect(parse(text)).toEqual(expected)
})

test.each<[string, string, string, string]>([
  ['an unclosed element', '<a>\n<b>', 'xml_invalid', '2:4'],
  ['a wrong closing tag', '<a>\n  <b></a>', 'xml_invalid', '2:6'],
  ['no element', '<!-- x -->', 'xml_invalid', '1:11'],
  ['two roots', '<a/><b/>', 'xml_invalid', '1:5'],
  ['text before the root', 'x<a/>', 'xml_invalid', '1:1'],
  ['text after the root', '<a/>\nx', 'xml_invalid', '2:1'],
  ['a bare ampersand', '<a>R&D</a>', 'xml_invalid', '1:5'],
  ['a bare <', '<a>1 < 2</a>', 'xml_invalid', '1:6'],
  ['an attribute twice', '<a b="1" b="2"/>', 'xml_invalid', '1:9'],
  ['an attribute without quotes', '<a b=1/>', 'xml_invalid', '1:3'],
  ['an attribute without space before', '<a b="1"c="2"/>', 'xml_invalid', '1:9'],
  ['< in an attribute', '<a b="<"/>', 'xml_invalid', '1:3'],
  ['-- in a comment', '<a><!-- -- --></a>', 'xml_invalid', '1:9'],
  ['an open comment', '<a/><!-- ', 'xml_invalid', '1:5'],
  [']]> in a text', '<a>]]></a>', 'xml_invalid', '1:4'],
  ['a control character', '<a>\u0001</a>', 'xml_invalid', '1:4'],
  ['a control character as reference', '<a>&#1;</a>', 'xml_invalid', '1:4'],
  ['half a surrogate pair as reference', '<a>&#xD83D;</a>', 'xml_invalid', '1:4'],
  ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'xml_invalid', '1:1'],
  ['a declaration further down', '<a/><?xml version="1.0"?>', 'xml_forbidden', '1:5'],
  ['a DTD', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', 'xml_forbidden', '1:1'],
  ['an entity bomb', '<!DOCTYPE a [<!ENTITY x "xxxx">]><a>&x;</a>', 'xml_forbidden', '1:1'],
  ['an entity', '<a>&nbsp;</a>', 'xml_forbidden', '1:4'],
  ['an entity in an attribute', '<a b="&x;"/>', 'xml_forbidden', '1:7'],
  ['a processing instruction', '<a><?php x ?></a>', 'xml_forbidden', '1:4'],
  ['__proto__', '<a><__proto__/></a>', 'xml_forbidden', '1:4'],
  ['constructor', '<constructor><prototype/></constructor>', 'xml_forbidden', '1:1'],
  ['deep nesting', `${'<a>'.repeat(65)}${'</a>'.repeat(65)}`, 'xml_limit', '1:193'],
  ['many elements', `<r>${'<a/>'.repeat(20_000)}</r>`, 'xml_limit', '1:80000'],
  ['JSON', '{"a":1}', 'xml_invalid', '1:1'],
  ['nothing', ' \n ', 'body_empty', '1:1'],
])('%s is refused with its place', (_, text, code, place) => {
  try {
    parse(text)
    expect.unreachable()
  } catch (error) {
    expect(error).toBeInstanceOf(BodyFormatError)
    const { code: got, problems, message } = error as BodyFormatError
    expect([got, `${problems[0]?.line}:${problems[0]?.column}`]).toEqual([code, place])
    expect(message.length).toBeLessThan(300)
  }
})

test.each<[string, string]>([
  ['UTF-16', 'utf16le'],
  ['Latin-1', 'latin1'],
])('%s is refused, not guessed', (_, encoding) => {
  expect(() => parse(Buffer.from('<a>é</a>', encoding as BufferEncoding))).toThrow(BodyFormatError)
})

test.each([
  ['spaces in a tag', `<r${' '.repeat(500_000)}!>`],
  ['open comments', `<r>${'<!--'.repeat(100_000)}`],
  ['quotes', `<r ${'a="'.repeat(100_000)}`],
  ['ampersands', `<r>${'&'.repeat(300_000)}`],
  ['brackets', `<r>${'<'.repeat(300_000)}`],
  ['attributes', `<r ${Array.from({ length: 60_000 }, (__, n) => `a${n}=""`).join(' ')}/>`],
])('hostile %s are refused fast', (_, text) => {
  const before = performance.now()
  expect(() => parse(text)).toThrow(BodyFormatError)
  expect(performance.now() - before).toBeLessThan(5_000)
})
