/** What comes from outside never breaks a query to visibility, and a task is found whatever letters its ref has. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodeAttribute } from '../../src/process/node-attribute.ts'
import { isAskable, quote } from '../../src/tasks/visibility-query.ts'
import { explainTemporalError } from '../../src/temporal/explain-temporal-error.ts'

test('a text is quoted, or refused before it is asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (!isAskable(text)) expect(() => quote(text)).toThrow('Lists can not look for')
      else expect(quote(text)).not.toMatch(/[?"\0]/)
    }),
  )
})

test('every title of a node gives an attribute that fits and can be looked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (title) => {
      expect(isAskable(nodeAttribute(title))).toBe(true)
    }),
  )
  expect(nodeAttribute('Outer / Approved?')).toBe('Outer / Approved\uff1f')
  expect(nodeAttribute('Wait for é')).toBe('Wait for é')
  expect(nodeAttribute("'Is it bob's?' or 'else'")).toBe("\u2019Is it bob's\uff1f' or 'else\u2019")
  expect(nodeAttribute(`${'x'.repeat(254)}'`)).toBe('x'.repeat(254))
})

test('what the server or its database refuses is not called unreachable', () => {
  const failure = (code: number, details: string) => Object.assign(new Error(details), { code, details })
  const codeOf = (error: Error) => explainTemporalError(error, 'listing tasks').code
  expect(codeOf(failure(3, 'invalid query'))).toBe('temporal_failed')
  expect(codeOf(failure(14, 'ListWorkflowExecutions operation failed. SQLSTATE 42P18'))).toBe(
    'temporal_failed',
  )
  expect(codeOf(failure(14, 'No connection established'))).toBe('temporal_unreachable')
})
