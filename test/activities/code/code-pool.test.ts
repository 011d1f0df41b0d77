/** The threads of Code nodes: real ones. */
import { getEventListeners } from 'node:events'
import { afterAll, expect, test } from 'vitest'
import { createCodePool } from '../../../src/activities/code/code-pool.ts'
import { startCodeThread } from '../../../src/activities/code/code-thread.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { openCode } from './open-code.ts'

const code = openCode(2)

test('an endless loop does not hold others up: ten scripts end beside it', async () => {
  const loop = new AbortController()
  let isOver = false
  const endless = code.run('for (;;);', {}, { timeLimitMs: 600_000, signal: loop.signal }).catch(() => {
    isOver = true
  })
  const quick = await Promise.all(
    Array.from({ length: 10 }, (_, n) => code.set('data.n = data.n + 1', { n })),
  )
  expect(isOver).toBe(false)
  expect(quick.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  loop.abort()
  await endless
  expect(isOver).toBe(true)
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

test('a thread that breaks fails its own run only, and is replaced', async () => {
  const { signal } = new AbortController()
  const job = { dataText: '{}', rootText: '{}', timeLimitMs: 5000 }
  // No script is known that breaks QuickJS; what is none does
  const broken = await code.pool.run({ ...job, source: null as unknown as string }, signal)
  expect(broken).toMatchObject({ ok: false, type: 'software', tag: 'code_executing_error' })
  expect(broken).toHaveProperty(
    'description',
    expect.stringMatching(/^The script broke the engine it ran in: ./),
  )
  const others = await Promise.all([1, 2, 3, 4].map((n) => code.set(`data.n = ${n}`)))
  expect(others.map(({ n }) => n)).toEqual([1, 2, 3, 4])
})

test('runs leave nothing behind in the thread that served them', async () => {
  const thread = await startCodeThread()
  const job = { source: 'data.a = 1', dataText: '{}', rootText: '{}', timeLimitMs: 5000 }
  const { signal } = new AbortController()
  for (let turn = 0; turn < 30; turn++)
    expect(await thread.run(job, signal)).toEqual({ ok: true, change: { set: { a: 1 }, remove: [] } })
  expect(getEventListeners(signal, 'abort')).toEqual([])
  expect(thread.isAlive).toBe(true)
  await thread.stop()
  expect(thread.isAlive).toBe(false)
})
