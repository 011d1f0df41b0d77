/**
 * The payload codec: what goes to Temporal is compressed where that helps, then encrypted as a whole, its metadata
 * included. Payloads in clear are read as they are, since `temporal workflow signal` and the Web UI send them without
 * knowing a key; an encrypted one that can't be opened is an error, never passed on.
 */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Payload, PayloadCodec } from '@temporalio/common'
import proto from '@temporalio/proto'
import { PayloadUnreadableError } from '../../errors/temporal-errors.ts'
import { createCipher } from '../../keys/cipher.ts'

const { Payload: PayloadProto } = proto.temporal.api.common.v1
const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Temporal's usual name, so that the Web UI and the CLI know to ask the codec endpoint. */
const ENCODING = 'binary/encrypted'
const ENCODING_BYTES = Buffer.from(ENCODING)
const PURPOSE = 'startnode:payload:v1'
/** Smaller ones gain nothing. */
const COMPRESS_FROM_BYTES = 512
/** The first byte of the clear text. */
const PLAIN = Buffer.from([0])
const GZIPPED = Buffer.from([1])

export interface EncryptionCodecOptions {
  /** The first encrypts, all decrypt. */
  readonly keys: readonly Buffer[]
  /** False: payloads go out in clear, encrypted ones are still read where a key fits. */
  readonly encrypts: boolean
}

/** @example new Client({ connection, dataConverter: { payloadCodecs: [createEncryptionCodec({ keys, encrypts: true })] } }) */
export function createEncryptionCodec({ keys, encrypts }: EncryptionCodecOptions): PayloadCodec {
  const cipher = createCipher(keys, PURPOSE)
  const keyId = Buffer.from(cipher.keyId ?? '')

  async function encode(payload: Payload): Promise<Payload> {
    if (isEncrypted(payload)) return payload
    const clear = PayloadProto.encode(payload).finish()
    const data = await seal(clear)
    return { metadata: { encoding: ENCODING_BYTES, 'encryption-key-id': keyId }, data }
  }

  async function seal(clear: Uint8Array): Promise<Buffer> {
    if (clear.length >= COMPRESS_FROM_BYTES) {
      const small = await compress(clear, { level: 1 })
      if (small.length < clear.length) return cipher.encrypt(GZIPPED, small)
    }
    return cipher.encrypt(PLAIN, clear)
  }

  async function decode(payload: Payload): Promise<Payload> {
    if (!isEncrypted(payload)) return payload
    const opened = cipher.decrypt(payload.data ?? new Uint8Array())
    const content = opened.subarray(1)
    if (opened[0] === PLAIN[0]) return PayloadProto.decode(content)
    if (opened[0] === GZIPPED[0]) return PayloadProto.decode(await decompress(content))
    throw new PayloadUnreadableError('it was made by a newer version of Startnode')
  }

  return {
    encode: async (payloads) => (encrypts ? Promise.all(payloads.map(encode)) : payloads),
    decode: (payloads) => Promise.all(payloads.map(decode)),
  }
}

function isEncrypted({ metadata }: Payload): boolean {
  const encoding = metadata?.encoding
  return encoding?.length === ENCODING.length && Buffer.from(encoding).toString() === ENCODING
}
