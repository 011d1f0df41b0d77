import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { decodeRecord, encodeRecord } from '../../src/inbox/encode-record.ts'
import { decodeStuck, encodeStuck } from '../../src/inbox/encode-stuck.ts'
import { encodeBody } from '../../src/quarantine/encode-body.ts'

const text = fc.string({ unit: 'grapheme' })
const delivery: fc.Arbitrary<Delivery> = fc.record({
  process: text,
  addressed: text,
  workflowType: text,
  title: text,
  taskId: text,
  requestId: text,
  key: fc.option(text),
  ref: fc.option(text),
  refInUse: fc.constantFrom('quarantine', 'signal'),
  receivedAt: text,
  method: text,
  contentType: fc.option(text),
  format: fc.constantFrom('json', 'xml', 'nvp'),
  problem: fc.option(
    fc.record({ code: text, message: text, problems: fc.array(fc.record({ path: text, message: text })) }),
  ),
  body: fc.uint8Array({ maxLength: 5_000 }).map((bytes) => Buffer.from(bytes)),
})

test('a record gives the delivery back, the body byte for byte', () => {
  fc.assert(
    fc.property(delivery, (given) => {
      expect(decodeRecord(encodeRecord(given))).toEqual(given)
    }),
  )
})

test('what is put aside keeps its record and its reason', () => {
  const reasons = fc.record({ code: text, message: text, since: text })
  fc.assert(
    fc.property(delivery, reasons, (given, reason) => {
      const kept = decodeStuck(encodeStuck(reason, encodeRecord(given)))
      expect(kept.reason).toEqual(reason)
      expect(decodeRecord(kept.record)).toEqual(given)
    }),
  )
})

test('a record of another version is not guessed at', () => {
  expect(() => decodeRecord(Buffer.from([9, 0, 0, 0, 0]))).toThrow(/version 9/)
})

test('a quarantined body comes back byte for byte, and says so when it is too large for that', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const { body, bodyEncoding, bodyCut } = encodeBody(Buffer.from(bytes))
      expect(bodyCut).toBe(false)
      expect(Buffer.from(body, bodyEncoding === 'text' ? 'utf8' : 'base64').equals(Buffer.from(bytes))).toBe(
        true,
      )
    }),
  )
  expect(encodeBody(Buffer.alloc(1_100_000, 0))).toMatchObject({ bodyEncoding: 'base64', bodyCut: false })
  expect(encodeBody(Buffer.alloc(1_300_000, 0xff)).bodyCut).toBe(true)
})
