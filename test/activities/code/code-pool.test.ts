/** The threads of Code nodes: real ones. */
import { afterAll, expect, test } from 'vitest'
import { createCodePool } from '../../../src/activities/code/code-pool.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { openCode } from './open-code.ts'

const code = openCode(2)

test('an endless loop does not hold others up: ten scripts end beside it', async () => {
  await code.run('')
  let isOver = false
  const loop = code.fail('for (;;);', {}, { timeLimitMs: 10_000 }).finally(() => {
    isOver = true
  })
  const quick = await Promise.all(
    Array.from({ length: 10 }, (_, n) => code.set('data.n = data.n + 1', { n })),
  )
  expect(isOver).toBe(false)
  expect(quick.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(await loop).toContain('code_timeout')
})

test('waiting for a thread does not count in the time limit', async () => {
  const limits = { timeLimitMs: 1_000 }
  const loops = [1, 2, 3, 4].map(() => code.fail('for (;;);', {}, limits))
  // Behind two rounds of loops, it waits longer than it may run
  const last = code.run('data.a = 1', {}, limits)
  expect(await last).toEqual({ ok: true, change: { set: { a: 1 }, remove: [] } })
  for (const loop of loops) expect(await loop).toContain('code_timeout')
})

test('a run that is cancelled stops, and so does one that waits; others go on', async () => {
  const [running, waiting] = [new AbortController(), new AbortController()]
  const loops = [1, 2].map(() => code.run('for (;;);', {}, { timeLimitMs: 60_000, signal: running.signal }))
  const stopped = Promise.allSettled(loops)
  const cancelled = code.run('data.a = 1', {}, { signal: waiting.signal })
  const next = code.set('data.a = 1')
  waiting.abort(new Error('the wait is over'))
  await expect(cancelled).rejects.toThrow('the wait is over')
  running.abort(new Error('the run is over'))
  for (const loop of await stopped)
    expect(loop).toMatchObject({ status: 'rejected', reason: { message: 'the run is over' } })
  expect(await next).toEqual({ a: 1 })
  await expect(code.run('', {}, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow('before')
})

test('nothing is loaded and no thread runs before the first Code node, and none keeps the process alive', async () => {
  const threads = () =>
    process.getActiveResourcesInfo().filter((name) => /Worker|MessagePort/.test(name)).length
  const before = threads()
  const pool = createCodePool({ size: 1 })
  afterAll(() => pool.close())
  expect(threads()).toBe(before)
  await pool.run(
    { source: '', dataText: '{}', rootText: '{}', timeLimitMs: 1000 },
    new AbortController().signal,
  )
  await waitFor('no active handle', () => threads() === before)
})
