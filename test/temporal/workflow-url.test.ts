import { expect, test } from 'vitest'
import { workflowUrl } from '../../src/temporal/workflow-url.ts'

test('the link of a task leads to its page, whatever its ref holds', () => {
  expect(workflowUrl('http://127.0.0.1:8233/', 'default', 'loan-approved/r/A&B #1', null)).toBe(
    'http://127.0.0.1:8233/namespaces/default/workflows/loan-approved%2Fr%2FA%26B%20%231',
  )
  expect(workflowUrl('http://127.0.0.1:8233', 'default', 'p/t/0', 'run')).toBe(
    'http://127.0.0.1:8233/namespaces/default/workflows/p%2Ft%2F0/run/history',
  )
})
