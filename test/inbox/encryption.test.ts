/** With a key configured nothing of a delivery lies on the disk in clear, and nothing is lost over a rotation. */
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { concealKeyOf, concealRef } from '../../src/process/ids/conceal-ref.ts'
import { readSettingsFile, writeSettingsFile } from '../../src/settings/settings-file.ts'
import { completeSnapshot } from '../../src/settings/snapshot.ts'
import { KEYS, signed } from '../helpers/open-settings.ts'
import { makeDelivery } from './make-delivery.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { makeDir, open } = useInboxes()
const OLD = { keys: [randomBytes(32)], configured: true }
const ROTATED = { keys: [randomBytes(32), ...OLD.keys], configured: true }
const delivery = () => makeDelivery({ key: 'canary-key', ref: 'canary-ref', data: { name: 'canary-body' } })

function textsIn(dir: string): string {
  return readdirSync(dir)
    .map((file) => readFileSync(join(dir, file)).toString('latin1'))
    .join('\n')
}

test('no key, ref or body of a delivery is in the files, put aside or not, and all of it comes back', async () => {
  const dir = makeDir()
  const inbox = await open({ dir, encryption: OLD })
  const given = [delivery(), delivery()]
  for (const one of given) await inbox.accept(one)
  await inbox.moveToStuck(1, { code: 'temporal_refused', message: 'canary-message' })
  expect(inbox.read(0, 10).map((record) => record.delivery)).toEqual([given[1]])
  expect(inbox.stuck()[0]).toMatchObject({ reason: { message: 'canary-message' }, delivery: given[0] })
  expect(inbox.counts().oldestReceivedAt).toBe(given[1]?.receivedAt)
  await inbox.close()
  const texts = textsIn(dir)
  const key = concealKeyOf(OLD.keys, []) as Buffer
  expect(texts).toContain(concealRef(key, 'loan-approved', 'canary-ref'))
  expect(texts).not.toContain('canary')
})

test('after a rotation old records are read with the old key; those from before there was a key are, too', async () => {
  const dir = makeDir()
  const given = [delivery(), delivery(), delivery()]
  for (const [index, encryption] of [undefined, OLD, ROTATED].entries()) {
    const inbox = await open({ dir, ...(encryption ? { encryption } : {}) })
    await inbox.accept(given[index] as (typeof given)[number])
    if (index === 2) {
      expect(inbox.read(0, 10).map((record) => record.delivery)).toEqual(given)
      // One ref is one lane, over all of it, and what was kept under its ref in clear is got and deleted
      const listed = inbox.list(0, 10)
      expect(new Set(listed.map(({ lane }) => lane)).size).toBe(1)
      expect(listed.map((record) => inbox.get(record))).toEqual(given)
      for (const { seq } of listed) await inbox.delete(seq)
      expect(inbox.counts()).toMatchObject({ records: 0, perProcess: {} })
    }
    await inbox.close()
  }
})

test('without the key a record is an error that names it, and stays where it is', async () => {
  const dir = makeDir()
  const written = await open({ dir, encryption: OLD })
  await written.accept(delivery())
  await written.close()
  const inbox = await open({ dir })
  const [record] = inbox.list(0, 1)
  expect(() => inbox.get(record as NonNullable<typeof record>)).toThrow(/encrypted with the key [0-9a-f]{8}/)
  expect(inbox.counts()).toMatchObject({ records: 1, oldestReceivedAt: null })
})

test('the kept settings are encrypted too, and read over a rotation', async () => {
  const file = join(makeDir(), 'settings.json')
  const kept = signed(completeSnapshot({ settingsId: 'canary-settings', revision: 3, startNodes: {} }))
  await writeSettingsFile(file, kept)
  expect(readSettingsFile(file, KEYS, OLD)).toEqual(kept)
  await writeSettingsFile(file, kept, OLD)
  expect(readFileSync(file).toString('latin1')).not.toContain('canary')
  expect(readSettingsFile(file, KEYS, ROTATED)).toEqual(kept)
  expect(() => readSettingsFile(file, KEYS)).toThrow(/which is not given here/)
})
