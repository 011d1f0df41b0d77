import { expect, test } from 'vitest'
import { isTaskId, taskIdOf } from '../../src/process/ids/task-id.ts'

test('the same key gives the same task id, for this process only', () => {
  expect(taskIdOf('loan-approved', 'k')).toBe(taskIdOf('loan-approved', 'k'))
  expect(taskIdOf('loan-approved', 'k')).not.toBe(taskIdOf('dunning', 'k'))
  expect(isTaskId(taskIdOf('loan-approved', 'k'))).toBe(true)
})

test('without a key every delivery is new', () => {
  expect(taskIdOf('loan-approved', null)).not.toBe(taskIdOf('loan-approved', null))
})
