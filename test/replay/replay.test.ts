import { expect, test } from 'vitest'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const recorded = readHistories((name) => name.startsWith('loan-approved-'))

test('tasks that started before this change go on after it', async () => {
  expect(recorded.length).toBeGreaterThanOrEqual(8)
  expect(await replayHistories(recorded)).toEqual([])
})

test('a change that breaks running tasks is caught', async () => {
  const failed = await replayHistories(recorded, new URL('./changed-process.ts', import.meta.url))
  expect(failed.length).toBe(recorded.length)
})

test('committed histories tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
