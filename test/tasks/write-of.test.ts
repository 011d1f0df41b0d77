/** Which activities write, and under which key, told from their name and what they were given. */
import { expect, test } from 'vitest'
import { idempotencyKeyOf } from '../../src/mambu/client/idempotency-key.ts'
import { writeOf } from '../../src/tasks/write-of.ts'

const taskId = 'ab'.repeat(12)
const call = { taskId, callId: `${taskId}/run/1/Ask`, node: 'Ask', method: 'POST', idempotencyKey: true }

test.each([
  ['repayLoan', [{ taskId, node: 'Repay' }], { node: 'Repay', key: idempotencyKeyOf(taskId, 'Repay') }],
  ['disburseLoan', [{ taskId, loanId: 'L1' }], { node: null, key: null, task: taskId }],
  ['apiCall', [call], { node: 'Ask', key: idempotencyKeyOf(taskId, call.callId) }],
  ['apiCall', [{ ...call, idempotencyKey: false }], { node: 'Ask', key: null }],
  ['apiCall', [{ ...call, method: 'GET' }], null],
  ['apiCall', null, { node: null, key: null }],
  ['sendMail', [{ to: 'a' }], { node: null, key: null }],
  ['sendMail', ['a text'], { node: null, key: null }],
  ['sendMail', [{ idempotencyKey: 'mine' }], { node: null, key: 'mine' }],
  ['getLoan', ['L1'], null],
  ['getLoan', null, null],
  ['getRidOf', [{ taskId, node: 'Remove' }], { node: 'Remove', key: idempotencyKeyOf(taskId, 'Remove') }],
  ['issueCard', null, { node: null, key: null }],
  ['locateTask', [{ taskId, node: 'x' }], null],
  ['sum', ['fees', 'key', 1], null],
] as const)('%s given %j', (type, args, write) => {
  expect(writeOf(type, args)).toEqual(write && { task: null, ...write })
})
