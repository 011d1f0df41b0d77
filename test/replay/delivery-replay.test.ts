import { expect, test } from 'vitest'
import { readHistories, replayHistories, TELLS_OF_MACHINE } from './replay-files.ts'

const recorded = readHistories((name) => name.startsWith('delivery-record-'))

test('deliveries that were being decided before this change are decided after it', async () => {
  expect(recorded).toHaveLength(5)
  expect(await replayHistories(recorded)).toEqual([])
})

test('the recorded deliveries tell nothing of the machine that recorded them', () => {
  for (const { text } of recorded) expect(text).not.toMatch(TELLS_OF_MACHINE)
})
