/** One direct URL fills the share of its process and nothing else; what is no task fills a smaller one. */
import { expect, test } from 'vitest'
import { makeDelivery } from './make-delivery.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { makeDir, open } = useInboxes()
const MB = 1 << 20
const SHARES = { mapBytes: 16 * MB, bytesShare: 0.5, asideShare: 0.25 }
const PROBLEM = { code: 'json_invalid', message: 'no', problems: [] }
const large = (more: Parameters<typeof makeDelivery>[0] = {}) =>
  makeDelivery({ data: 'x'.repeat(500_000), ...more })
const FULL = expect.objectContaining({ code: 'inbox_full', status: 503 })

test('bytes: what is no task fills a part of the share, tasks the rest, another process goes on; the same after a restart', async () => {
  const dir = makeDir()
  const lines: unknown[] = []
  const line = (details: object) => void lines.push(details)
  const log = { info: line, warn: line, error: line }
  let inbox = await open({ dir, log, ...SHARES })
  const fill = async (more: Parameters<typeof makeDelivery>[0]) => {
    for (let stored = 0; ; stored += 1) {
      const error = await inbox.accept(large(more)).catch((refused: unknown) => refused)
      if (error === undefined) continue
      expect(error).toEqual(FULL)
      return stored
    }
  }
  // 80 % of 16 MB, half of it, a quarter of that: 1.6 MB
  expect(await fill({ problem: PROBLEM })).toBe(3)
  expect(lines).toEqual([{ process: 'loan-approved', holds: expect.stringContaining('that are no tasks') }])
  expect(await fill({})).toBe(10)
  expect(inbox.isWritable()).toBe(true)

  await inbox.close()
  inbox = await open({ dir, ...SHARES })
  await expect(inbox.accept(large())).rejects.toEqual(FULL)
  await expect(inbox.accept(large({ problem: PROBLEM }))).rejects.toEqual(FULL)
  expect(inbox.isWritable()).toBe(true)
  expect(await fill({ process: 'dunning' })).toBeGreaterThan(8)

  // What leaves gives its bytes back
  for (const { seq } of inbox.list(0, 4)) await inbox.delete(seq)
  await inbox.accept(large({ problem: PROBLEM }))
})

test('what was put aside counts, also after a restart, until it is released and gone', async () => {
  const dir = makeDir()
  let inbox = await open({ dir, ...SHARES, maxPerProcess: 8 })
  for (let i = 0; i < 2; i += 1) await inbox.accept(makeDelivery())
  for (const { seq } of inbox.list(0, 2))
    await inbox.moveToStuck(seq, { code: 'temporal_refused', message: 'no' })
  expect(inbox.counts()).toMatchObject({ records: 0, perProcess: {}, stuck: 2 })
  for (const again of [false, true]) {
    if (again) {
      await inbox.close()
      inbox = await open({ dir, ...SHARES, maxPerProcess: 8 })
    }
    await expect(inbox.accept(makeDelivery({ problem: PROBLEM }))).rejects.toEqual(FULL)
  }
  for (let i = 0; i < 6; i += 1) await inbox.accept(makeDelivery())
  await expect(inbox.accept(makeDelivery())).rejects.toEqual(FULL)
  for (const { seq } of inbox.stuck()) await inbox.release(seq)
  for (const { seq } of inbox.list(0, 10)) await inbox.delete(seq)
  expect(inbox.counts()).toMatchObject({ records: 0, stuck: 0 })
  await inbox.accept(makeDelivery({ problem: PROBLEM }))
})
