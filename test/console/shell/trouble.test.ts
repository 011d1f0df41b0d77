import { expect, test } from 'vitest'
import { troubleIn } from '../../../src/console/shell/trouble.ts'

const inbox = (more: object) =>
  troubleIn('inbox', JSON.stringify({ mode: 'durable', records: 7, writable: true, ...more }))

test('what keeps webhooks or tasks from going on is told on every page, and nothing else', () => {
  expect(inbox({ state: 'forwarding' })).toBe(null)
  expect(inbox({ state: 'unreachable' })).toContain('7 wait in the inbox')
  expect(inbox({ state: 'blocked' })).toContain('does not let this receiver start tasks')
  expect(inbox({ state: 'unreachable', writable: false })).toContain('no more deliveries')
  expect(troubleIn('inbox', '{"mode":"direct"}')).toBe(null)
  expect(troubleIn('settings', '{"revision":7,"alarm":null}')).toBe(null)
  const alarm = { code: 'settings_foreign', message: 'Temporal has other settings' }
  expect(troubleIn('settings', JSON.stringify({ revision: 7, alarm }))).toBe('Temporal has other settings')
})
