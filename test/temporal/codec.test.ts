import { randomBytes } from 'node:crypto'
import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCipher } from '../../src/keys/cipher.ts'
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
        await expect(codec.decode([{ ...sealed, data }])).rejects.toMatchObject({
          code: 'payload_unreadable',
        })
      },
    ),
    { numRuns: 200 },
  )
  await expect(codec.decode([{ ...sealed, data: sealed.data?.subarray(0, 20) ?? null }])).rejects.toThrow()
})

test('what is in clear is read as it is, and nothing is encrypted twice', async () => {
  const clear = toPayload({ from: 'the temporal command' })
  expect(await codec.decode([clear])).toEqual([clear])
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
