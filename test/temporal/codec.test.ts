import { randomBytes } from 'node:crypto'
import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import proto from '@temporalio/proto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCipher } from '../../src/keys/cipher.ts'
import { MARK_FIELD } from '../../src/process/letter.ts'
import { createCodecEndpoint } from '../../src/temporal/codec/codec-endpoint.ts'
import { createEncryptionCodec } from '../../src/temporal/codec/encryption-codec.ts'

const KEY = randomBytes(32)
const OTHER = randomBytes(32)
const codec = createEncryptionCodec({ keys: [KEY], encrypts: true })
const toPayload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value)
const fromPayload = (payload: Payload | undefined) => defaultPayloadConverter.fromPayload(payload as Payload)

async function encodeOne(value: unknown, by = codec): Promise<Payload> {
  return (await by.encode([toPayload(value)]))[0] as Payload
}

test('any value comes back as it was, and its text is not in what Temporal gets', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const sealed = await encodeOne(value)
      expect(Buffer.from(sealed.metadata?.encoding ?? []).toString()).toBe('binary/encrypted')
      // As JSON has it, which knows no -0.
      expect(fromPayload((await codec.decode([sealed]))[0])).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 200, examples: [[[-0]]] },
  )
  const sealed = await encodeOne({ secret: 'canary-value' })
  expect(Buffer.from(sealed.data ?? []).includes('canary')).toBe(false)
})

test('what is undefined or bytes comes back as such', async () => {
  expect(fromPayload((await codec.decode([await encodeOne(undefined)]))[0])).toBeUndefined()
  const bytes = randomBytes(2_000)
  expect(fromPayload((await codec.decode([await encodeOne(bytes)]))[0])).toEqual(new Uint8Array(bytes))
})

test('the same value never looks the same twice', async () => {
  const [a, b] = await Promise.all([encodeOne('x'), encodeOne('x')])
  expect(Buffer.from(a.data ?? []).equals(Buffer.from(b.data ?? []))).toBe(false)
})

test('large values are compressed, and none grows by more than 200 bytes', async () => {
  const large = 'a field of a webhook, again and again '.repeat(10_000)
  expect((await encodeOne(large)).data?.length).toBeLessThan(large.length / 20)
  for (const bytes of [0, 1, 511, 512, 100_000]) {
    const noise = randomBytes(bytes)
    expect((await encodeOne(noise)).data?.length).toBeLessThan(bytes + 200)
  }
})

test('a summary of 200 bytes stays below the 400 bytes Temporal takes', async () => {
  const { metadata, data } = await encodeOne('é'.repeat(99))
  const bytes = Object.entries(metadata ?? {}).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 6,
    (data?.length ?? 0) + 3,
  )
  expect(bytes).toBeLessThan(400)
})

test('after a rotation old payloads are read with the old key, new ones are made with the new key', async () => {
  const old = await encodeOne('kept for years')
  const rotated = createEncryptionCodec({ keys: [OTHER, KEY], encrypts: true })
  expect(fromPayload((await rotated.decode([old]))[0])).toBe('kept for years')
  const fresh = await encodeOne('new', rotated)
  expect(fresh.metadata?.['encryption-key-id']).not.toEqual(old.metadata?.['encryption-key-id'])
  await expect(codec.decode([fresh])).rejects.toMatchObject({ code: 'payload_unreadable' })
})

test('without the key, or altered, a payload is an error that names the key id and nothing else', async () => {
  const sealed = await encodeOne('canary-value')
  const keyId = Buffer.from(sealed.metadata?.['encryption-key-id'] ?? []).toString()
  for (const keys of [[], [OTHER]]) {
    const without = createEncryptionCodec({ keys, encrypts: false })
    const error = await without.decode([sealed]).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'payload_unreadable', message: expect.stringContaining(keyId) })
    expect(String(error)).not.toContain(KEY.toString('hex'))
  }
  await fc.assert(
    fc.asyncProperty(
      fc.nat((sealed.data as Uint8Array).length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, by) => {
        const data = Uint8Array.from(sealed.data as Uint8Array)
        data[at] = (data[at] as number) ^ by
        const withoutPlace = createEncryptionCodec({ keys: [KEY], encrypts: false })
        await expect(withoutPlace.decode([{ ...sealed, data }])).rejects.toMatchObject({
          code: 'payload_unreadable',
        })
        // Where others can send one it must not hold anything up, and nothing of it is used
        if (at >= 4)
          expect(markOf(await codec.decode([{ ...sealed, data }]))).toEqual(['unsealed', undefined])
      },
    ),
    { numRuns: 200 },
  )
  const short = { ...sealed, data: sealed.data?.subarray(0, 20) ?? null }
  expect(markOf(await codec.decode([short]))).toEqual(['unsealed', undefined])
})

/** The mark of a decoded payload, and what it holds. */
function markOf([payload]: Payload[]): unknown[] {
  const mark = payload?.metadata?.[MARK_FIELD]
  return [mark && Buffer.from(mark).toString(), fromPayload(payload)]
}

const WORKFLOW = { type: 'workflow', namespace: 'n', workflowId: 'w' } as const
const ACTIVITY = {
  type: 'activity',
  namespace: 'n',
  workflowId: 'w',
  activityId: '1',
  isLocal: false,
} as const

test('a seal opens in its place and in no other; a firing has the place of its Schedule', async () => {
  const [sealed] = (await codec.encode([toPayload('x')], WORKFLOW)) as [Payload]
  expect(markOf(await codec.decode([sealed], WORKFLOW))).toEqual([undefined, 'x'])
  for (const other of [
    { ...WORKFLOW, workflowId: 'v' },
    { ...WORKFLOW, namespace: 'm' },
    ACTIVITY,
    undefined,
  ])
    expect(markOf(await codec.decode([sealed], other))).toEqual(['unsealed', undefined])
  const [input] = (await codec.encode([toPayload('x')], ACTIVITY)) as [Payload]
  for (const other of [{ ...ACTIVITY, activityId: '2' }, { ...ACTIVITY, isLocal: true }, WORKFLOW])
    expect(markOf(await codec.decode([input], other))).toEqual(['unsealed', undefined])
  const firing = { ...WORKFLOW, workflowId: 'w-2026-11-24T06:00:00Z' }
  expect(markOf(await codec.decode([sealed], firing))).toEqual([undefined, 'x'])
})

test('a letter or mark in clear is taken out', async () => {
  const clear = toPayload('x')
  const forged = {
    ...clear,
    metadata: { ...clear.metadata, [MARK_FIELD]: Buffer.from('old'), 'startnode-letter': Buffer.from('{}') },
  }
  const [read] = (await codec.decode([forged], WORKFLOW)) as [Payload]
  expect(markOf([read])).toEqual(['clear', 'x'])
  expect(read.metadata).not.toHaveProperty('startnode-letter')
  // Nor does a mark get into a seal, where it would last
  const [sealed] = (await codec.encode([forged], WORKFLOW)) as [Payload]
  expect(markOf(await codec.decode([sealed], WORKFLOW))).toEqual([undefined, 'x'])
})

test('seals of earlier versions open for as long as one says, and not a moment longer', async () => {
  // Version 0.1.0: no place, the first byte is 0
  const data = createCipher([KEY], 'startnode:payload:v1').encrypt(Buffer.from([0]), payloadBytes('old'))
  const old = { metadata: { encoding: Buffer.from('binary/encrypted') }, data }
  expect(markOf(await codec.decode([old], WORKFLOW))).toEqual(['unsealed', undefined])
  const acceptUnboundUntil = Date.now() + 60_000
  const lenient = createEncryptionCodec({ keys: [KEY], encrypts: true, acceptUnboundUntil })
  expect(markOf(await lenient.decode([old], WORKFLOW))).toEqual(['old', 'old'])
  const over = createEncryptionCodec({ keys: [KEY], encrypts: true, acceptUnboundUntil: Date.now() - 1 })
  expect(markOf(await over.decode([old], WORKFLOW))).toEqual(['unsealed', undefined])
})

const payloadBytes = (value: unknown) =>
  proto.temporal.api.common.v1.Payload.encode(toPayload(value)).finish()

test('what is in clear is marked as such, and nothing is encrypted twice', async () => {
  const clear = toPayload({ from: 'the temporal command' })
  expect(markOf(await codec.decode([clear]))).toEqual(['clear', { from: 'the temporal command' }])
  const sealed = await encodeOne('once')
  expect((await codec.encode([sealed]))[0]).toBe(sealed)
  const off = createEncryptionCodec({ keys: [KEY], encrypts: false })
  expect((await off.encode([clear]))[0]).toBe(clear)
})

test('bytes made for one purpose do not open for another', () => {
  const sealed = createCipher([KEY], 'one').encrypt(Buffer.from('x'))
  expect(createCipher([KEY], 'one').decrypt(sealed).toString()).toBe('x')
  expect(() => createCipher([KEY], 'two').decrypt(sealed)).toThrow(/altered/)
})

test('the codec endpoint speaks base64 JSON both ways', async () => {
  const endpoint = createCodecEndpoint({ keys: [KEY], configured: true })
  const body = {
    payloads: [
      {
        metadata: { encoding: Buffer.from('json/plain').toString('base64') },
        data: Buffer.from('{"a":1}').toString('base64'),
      },
    ],
  }
  const sealed = await endpoint.encode(body)
  expect(sealed.payloads[0]?.metadata?.encoding).toBe(Buffer.from('binary/encrypted').toString('base64'))
  expect(await endpoint.decode(sealed)).toEqual(body)
  expect(await endpoint.decode(body)).toEqual(body)
})

test.each([
  null,
  {},
  { payloads: {} },
  { payloads: [1] },
  { payloads: [{ data: 1 }] },
  { payloads: [{ metadata: { a: 1 } }] },
])('the codec endpoint refuses %j', async (body) => {
  const endpoint = createCodecEndpoint({ keys: [KEY], configured: true })
  await expect(endpoint.decode(body)).rejects.toMatchObject({ code: 'request_invalid' })
})
