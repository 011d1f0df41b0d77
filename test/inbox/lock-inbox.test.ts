import { mkdirSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { InboxLockedError } from '../../src/errors/start-errors.ts'
import { lockInbox } from '../../src/inbox/lock-inbox.ts'
import { killChild, spawnChild } from './spawn-child.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { open, makeDir } = useInboxes()

test('an inbox belongs to one process; the second is told which', async () => {
  const dir = makeDir()
  const inbox = await open({ dir })
  const refused = await open({ dir }).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(InboxLockedError)
  expect(refused).toMatchObject({ pid: process.pid, code: 'inbox_locked' })
  await inbox.close()
  await open({ dir })
})

test('kill -9 frees the inbox at once', async () => {
  const dir = makeDir()
  const child = await spawnChild('hold-inbox.ts', dir)
  expect(await open({ dir }).catch((error: unknown) => error)).toMatchObject({ pid: child.process.pid })
  await killChild(child)
  await open({ dir })
})

test('of twenty at once at most one gets it, also over stale locks, and the stale ones go', async () => {
  const dir = makeDir()
  for (let round = 0; round < 5; round++) {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockInbox(dir)))
    const unlocks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    expect(unlocks.length).toBeLessThanOrEqual(1)
    for (const unlock of unlocks) await unlock()
  }
  const unlock = await lockInbox(dir)
  expect(readdirSync(dir).filter((name) => name.endsWith('.sock'))).toHaveLength(1)
  await unlock()
  expect(readdirSync(dir)).toEqual([])
})

test('a holder that does not answer still holds it', async () => {
  const dir = makeDir()
  const silent = createServer(() => {})
  await new Promise<void>((resolve) => silent.listen(join(dir, 'lock-silent.sock'), resolve))
  expect(await lockInbox(dir).catch((error: unknown) => error)).toMatchObject({ pid: null })
  silent.close()
})

test('a path too long for a socket is locked all the same', async () => {
  const dir = join(makeDir(), 'd'.repeat(120), 'e'.repeat(120))
  mkdirSync(dir, { recursive: true })
  const inbox = await open({ dir })
  expect(await open({ dir }).catch((error: unknown) => error)).toMatchObject({ pid: process.pid })
  await inbox.close()
  await open({ dir })
})
