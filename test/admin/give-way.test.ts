import { expect, test } from 'vitest'
import { createGiveWay } from '../../src/admin/serve/give-way.ts'

function burn(ms: number): number {
  const began = performance.now()
  while (performance.now() - began < ms);
  return began
}

test('between two pieces of work the event loop rests four times as long as one took; what fails keeps none from it', async () => {
  const giveWay = createGiveWay()
  const failed = giveWay(() => {
    burn(10)
    throw new Error('it failed')
  })
  const began = await Promise.all([failed.catch(() => 0), giveWay(() => burn(20)), giveWay(() => burn(20))])
  expect((began[2] as number) - (began[1] as number)).toBeGreaterThan(95)
  await expect(failed).rejects.toThrow('it failed')
})

test('a crowd is refused and not queued without end', async () => {
  const giveWay = createGiveWay()
  const asked = await Promise.allSettled(Array.from({ length: 30 }, () => giveWay(() => 1)))
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(20)
  expect(asked.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'not_ready', retryAfter: 2 } })
  expect(await giveWay(() => 2)).toBe(2)
})
