/** One sender with one direct URL, over HTTP, with the defaults of production: he stops his own process and nobody else's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import type { Inbox } from '../../src/inbox/inbox.ts'
import { openInbox } from '../../src/inbox/inbox.ts'
import { pathOf, type RunningTestReceiver, startTestReceiver } from './running-receiver.ts'

const MB = 1 << 20
let dir: string
let inbox: Inbox
let receiver: RunningTestReceiver
const { inbox: LIMITS } = loadConfig({ SIGNING_KEYS: 'ab'.repeat(32) })

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'startnode-share-'))
  await open()
})
afterAll(async () => {
  await close()
  rmSync(dir, { recursive: true })
})

async function open(): Promise<void> {
  inbox = await openInbox({ ...LIMITS, dir })
  receiver = await startTestReceiver(true, {
    receiver: { accept: (delivery) => inbox.accept(delivery), maxBodyBytes: MB },
  })
}

async function close(): Promise<void> {
  await receiver.stop()
  await inbox.close()
}

async function send(process: string, body: string): Promise<{ status: number; text: string }> {
  const url = `http://127.0.0.1:${receiver.port}${pathOf(process)}`
  const response = await fetch(url, { method: 'POST', body })
  return { status: response.status, text: await response.text() }
}

test('216 invalid bodies of 1 MB to one process are refused at some point; every other process goes on, also after a restart', async () => {
  const statuses: number[] = []
  for (let index = 0; index < 216; index += 1)
    statuses.push((await send('plain', `{"id":"${index}", ${'x'.repeat(MB - 100)}`)).status)
  const kept = statuses.filter((status) => status === 400).length
  // A fifth of the half of 80 % of 256 MiB
  expect(kept).toBeGreaterThan(18)
  expect(kept).toBeLessThan(21)
  expect(new Set(statuses.slice(kept))).toEqual(new Set([503]))

  for (const again of [false, true]) {
    if (again) {
      await close()
      await open()
    }
    const refused = await send('plain', '{')
    if (again) expect((await send('plain', `{${'x'.repeat(MB - 100)}`)).status).toBe(503)
    else expect([400, 503]).toContain(refused.status)
    // Its good bodies are still taken, those of others of any size
    expect((await send('plain', '{"id":"good"}')).status).toBe(200)
    expect((await send('with-ref', '{"id":"L1"}')).status).toBe(200)
    expect((await send('with-ref', '{'.padEnd(MB - 100, 'x'))).status).toBe(400)
    expect(inbox.isWritable()).toBe(true)
  }
  expect(
    receiver.rows.some(
      ({ code, process, status }) => code === 'json_invalid' && process === 'with-ref' && status === 400,
    ),
  ).toBe(true)
}, 60_000)
