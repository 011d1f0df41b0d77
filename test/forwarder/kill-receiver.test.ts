import { expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import { killChild, spawnChild } from '../inbox/spawn-child.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'

const { open, makeDir } = useInboxes()

test('every delivery acknowledged before a kill -9 is in the inbox, time after time', async () => {
  const dir = makeDir()
  const acknowledged: string[] = []
  for (let round = 1; round <= 3; round++) {
    const child = await spawnChild('hold-inbox.ts', dir, 'load')
    await waitFor('a thousand acknowledgements', () => child.lines.length > 1_000)
    await killChild(child)
    acknowledged.push(...child.lines.filter((line) => /^\d+-\d+$/.test(line)))
  }
  const inbox = await open({ dir, mapBytes: 1 << 26 })
  const kept = inbox.read(0, 1_000_000).map(({ delivery }) => delivery.key)
  const missing = acknowledged.filter((key) => !kept.includes(key))
  expect(acknowledged.length).toBeGreaterThan(3_000)
  expect(missing).toEqual([])
  expect(inbox.counts().records).toBe(kept.length)
})
