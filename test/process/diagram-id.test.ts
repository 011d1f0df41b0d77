/** How an imported process is called, and its contents are told apart. */
import { expect, test } from 'vitest'
import { diagramIdOf, mpoIdIn, versionOf } from '../../src/process/ids/diagram-id.ts'
import { isProcessId, workflowTypeOf } from '../../src/process/ids/process-id.ts'

test.each([
  ['Loan: approved (v2)', '1668282-loan-approved-v2'],
  ['  Überweisung €  ', '1668282-uberweisung'],
  ['Кредит', '1668282-process'],
  ['', '1668282-process'],
  ['x'.repeat(200), `1668282-${'x'.repeat(56)}`],
  [`${'x'.repeat(55)} y`, `1668282-${'x'.repeat(55)}`],
])('%s becomes an id that a process can have', (title, id) => {
  expect(diagramIdOf('1668282', title)).toBe(id)
  expect(isProcessId(id)).toBe(true)
  expect(mpoIdIn(id)).toBe('1668282')
})

test('a number alone is no process id, nor is one with a zero before it; a process of code has no id of MPO', () => {
  expect(['1668282', '0-x', '01-x', '1668282-', '1668282-X', '1x-y'].filter(isProcessId)).toEqual([])
  expect(mpoIdIn('loan-approved')).toBeNull()
})

test('the id is the workflow type', () => {
  expect(workflowTypeOf('1668282-loan-approved')).toBe('1668282-loan-approved')
  expect(workflowTypeOf('loan-approved')).toBe('loanApproved')
})

test('a version is the hash of the text, to the byte', () => {
  expect(versionOf('{}')).toBe('44136fa355b3678a')
  expect(versionOf('{}\n')).not.toBe(versionOf('{}'))
})
