/** A damaged inbox file is named and left as it is; it never ends the process, and never counts as a new one. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkStoreFile } from '../../src/inbox/check-store-file.ts'
import { makeDelivery } from './make-delivery.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { open, makeDir } = useInboxes()

async function filledFile(deliveries = 60): Promise<{ dir: string; file: string; bytes: Buffer }> {
  const dir = makeDir()
  const inbox = await open({ dir, mapBytes: 1 << 20 })
  for (let index = 0; index < deliveries; index += 1)
    await inbox.accept(makeDelivery({ data: { text: 'a'.repeat(2_000) } }))
  await inbox.close()
  const file = join(dir, 'data.mdb')
  return { dir, file, bytes: readFileSync(file) }
}

const garbage = (length: number) => Buffer.from(Array.from({ length }, (_, at) => (at * 31 + 7) % 251))

test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
  ['cut to 0 bytes', () => Buffer.alloc(0), /has 0 bytes/],
  ['cut within its pages', (bytes) => bytes.subarray(0, 40_960), /is cut: it has 10 of \d+ pages/],
  ['cut within its first page', (bytes) => bytes.subarray(0, 100), /cut within its first pages/],
  ['a text', () => Buffer.from('this is no inbox\n'.repeat(1_000)), /no LMDB file/],
  ['zeros', (bytes) => Buffer.alloc(bytes.length), /no LMDB file/],
  [
    'whose first pages are garbage',
    (bytes) => Buffer.concat([garbage(8_192), bytes.subarray(8_192)]),
    /no LMDB file/,
  ],
  [
    'whose first pages are garbage behind their mark',
    (bytes) => {
      for (const page of [0, 4_096]) garbage(120).copy(bytes, page + 48)
      return bytes
    },
    /nonsense/,
  ],
  [
    'whose trees are overwritten',
    (bytes) => Buffer.concat([bytes.subarray(0, 8_192), garbage(bytes.length - 8_192)]),
    /is not what it should be/,
  ],
])('a file %s is refused by name, and not touched', async (_, damage, reason) => {
  const { dir, file, bytes } = await filledFile()
  const damaged = damage(bytes)
  writeFileSync(file, damaged)
  const opening = open({ dir, mapBytes: 1 << 20 })
  await expect(opening).rejects.toMatchObject({ code: 'inbox_unwritable' })
  await expect(opening).rejects.toThrow(file)
  await expect(opening).rejects.toThrow(reason)
  expect(readFileSync(file).equals(damaged)).toBe(true)
})

test('a good file is opened again, whatever was in it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(40), async (count) => {
      const { dir } = await filledFile(count)
      const inbox = await open({ dir, mapBytes: 1 << 20 })
      expect(inbox.counts().records).toBe(count)
    }),
    { numRuns: 5 },
  )
})

test('no bytes at the beginning of a file do more than to be refused', async () => {
  const { file, bytes } = await filledFile(5)
  await fc.assert(
    fc.asyncProperty(fc.nat(8_300), fc.uint8Array({ minLength: 1, maxLength: 64 }), async (at, some) => {
      const changed = Buffer.from(bytes)
      changed.set(some, at)
      writeFileSync(file, changed)
      await checkStoreFile(file).catch((error) => expect(error).toMatchObject({ code: 'inbox_unwritable' }))
    }),
    { numRuns: 100 },
  )
})
