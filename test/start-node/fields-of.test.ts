/** Fields by which tasks are found. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { fieldAttribute, fieldQuery } from '../../src/process/attributes/field-attribute.ts'
import { fieldShownAs, fieldsOf } from '../../src/start-node/fields-of.ts'
import { startNode } from '../../src/start-node/start-node.ts'

/** Whatever the process takes. */
const input = z.object({}) as never
const key = randomBytes(32)

test.each([
  ['a text', 'LN-1', 'f=LN-1'],
  ['a number', 4711, 'f=4711'],
  ['a boolean', false, 'f=false'],
  ['letters that lists can not look for', 'a?"\\', 'f=a\uff1f\u201d\uff3c'],
  ['253 bytes', 'x'.repeat(253), `f=${'x'.repeat(253)}`],
  ['254 bytes', 'x'.repeat(254), null],
  ['letters that grow over the bound', '?'.repeat(100), null],
  ['nothing', undefined, null],
  ['null', null, null],
  ['empty', ' ', null],
  ['an object', { a: 1 }, null],
  ['no number', Number.NaN, null],
  ['a control character', 'a\nb', null],
  ['half a letter', '\ud800', null],
])('%s', (_, value, attribute) => {
  expect(fieldAttribute('f', value)).toBe(attribute)
})

test('a query can not be left by a value', () => {
  expect(fieldQuery("loan=x' OR 'a' = 'a")).toBe("MpoFields = 'loan=x\\' OR \\'a\\' = \\'a'")
})

describe('of a body', () => {
  const find = { loan: '/loan/id', client: '/client' }

  test('what is there is taken, what is missing left out', () => {
    const node = startNode('finds', { title: 'Finds', input, find })
    expect(fieldsOf(node, { loan: { id: 'L1' } }, key)).toEqual(['loan=L1'])
    expect(fieldsOf(node, 'text', key)).toEqual([])
  })

  test('where refs are concealed no value is readable, and the same value is found', () => {
    const node = startNode('hides', {
      title: 'Hides',
      input,
      find,
      ref: { pointer: '/x', conceal: true },
    })
    const [loan, client] = fieldsOf(node, { loan: { id: 'L1' }, client: 'L1' }, key)
    expect(loan).toMatch(/^loan=h-[0-9a-f]{40}$/)
    expect(client).toMatch(/^client=h-[0-9a-f]{40}$/)
    expect(client?.split('=')[1]).not.toBe(loan?.split('=')[1])
    expect(fieldShownAs(node, 'loan', 'L1', key)).toBe(loan)
    expect(fieldShownAs(node, 'loan', 'L2', key)).not.toBe(loan)
  })

  test.each([
    ['six fields', Object.fromEntries([...'abcdef'].map((name) => [name, '/x'])), /6 fields/],
    ['a name with a sign', { 'a=b': '/x' }, /'a=b' is no name/],
    ['no pointer', { a: 'x' }, /'x' is not a JSON Pointer/],
  ])('a Start node with %s is refused', (_, wrong, message) => {
    expect(() => startNode('wrong', { title: 'Wrong', input, find: wrong })).toThrow(message)
  })
})
