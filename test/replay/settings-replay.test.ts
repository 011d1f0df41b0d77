import { expect, test } from 'vitest'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

/** Of before the chain, and signed. */
const recorded = readHistories((name) => name.startsWith('startnode-settings'))

test('settings that started before this change go on after it', async () => {
  expect(recorded).toHaveLength(2)
  for (const { history } of recorded) expect(history.events.length).toBeGreaterThan(20)
  expect(await replayHistories(recorded)).toEqual([])
})

test('the recorded settings tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
