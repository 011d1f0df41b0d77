/**
 * The payload codec: what goes to Temporal is compressed where that helps, then sealed as a whole, its metadata included,
 * for the workflow or activity it belongs to.
 *
 * What was not sealed for its place is not an error here: an error would hold a task up for ever, and everybody with
 * access to the namespace could send one. It is marked in the metadata, a sealed one emptied, and who acts on it looks
 * at the mark. Only a key that is missing is an error.
 */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common'
import proto from '@temporalio/proto'
import { PayloadUnreadableError } from '../../errors/temporal-errors.ts'
import { createCipher } from '../../keys/cipher.ts'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { LETTER_FIELD, MARK_FIELD } from '../../process/letter.ts'
import { noteOpened } from './answers.ts'
import { PLACE_BYTES, placeOf } from './place.ts'

const { Payload: PayloadProto } = proto.temporal.api.common.v1
const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Temporal's usual name, so that the Web UI and the CLI know to ask the codec endpoint. */
const ENCODING = 'binary/encrypted'
const ENCODING_BYTES = Buffer.from(ENCODING)
const NULL_BYTES = Buffer.from('binary/null')
const PURPOSE = 'startnode:payload:v1'
/** Smaller ones gain nothing. */
const COMPRESS_FROM_BYTES = 512

/** The first byte of the clear text; 0 in seals of earlier versions, which have no place. */
const GZIPPED = 1
/** The place follows. */
const BOUND = 2
/** Sealed by the codec endpoint for a person: read by all, and worth no more than clear text. */
const BY_HAND = 4
const NEWEST = BY_HAND | GZIPPED

export interface EncryptionCodecOptions extends Pick<Encryption, 'keys' | 'acceptUnboundUntil'> {
  /** False: payloads go out in clear, encrypted ones are still read where a key fits, wherever they were sealed for. */
  readonly encrypts: boolean
  /** Seals for nobody in particular, and reads what was sealed for any place: the codec endpoint. Default: false. */
  readonly forPeople?: boolean
  /** Opens what was sealed for another place too: a replay, which does nothing. Default: false. */
  readonly anyPlace?: boolean
}

/** @example new Client({ connection, dataConverter: { payloadCodecs: [createEncryptionCodec({ keys, encrypts: true })] } }) */
export function createEncryptionCodec(options: EncryptionCodecOptions): PayloadCodec {
  const { keys, encrypts, forPeople = false, anyPlace = false } = options
  const cipher = createCipher(keys, PURPOSE)
  const keyId = Buffer.from(cipher.keyId ?? '')
  const checks = encrypts && !forPeople

  async function encode(payload: Payload, head: Buffer): Promise<Payload> {
    if (isEncrypted(payload)) return payload
    const clear = PayloadProto.encode(unmarked(payload, forPeople)).finish()
    const data = await seal(head, clear)
    return { metadata: { encoding: ENCODING_BYTES, 'encryption-key-id': keyId }, data }
  }

  async function seal(head: Buffer, clear: Uint8Array): Promise<Buffer> {
    if (clear.length >= COMPRESS_FROM_BYTES) {
      const small = await compress(clear, { level: 1 })
      if (small.length < clear.length) return cipher.encrypt(gzipped(head), small)
    }
    return cipher.encrypt(head, clear)
  }

  async function decode(payload: Payload, place: Buffer | null): Promise<Payload> {
    const isOld = () => isAccepted(options)
    if (!isEncrypted(payload))
      return checks ? mark(unmarked(payload, true), isOld() ? 'old' : 'clear') : payload
    const opened = open(payload.data ?? new Uint8Array())
    if (opened === null) return mark(EMPTY, 'unsealed')
    const kind = opened[0] as number
    if (kind > NEWEST) throw new PayloadUnreadableError('it was made by a newer version of Startnode')
    const isBound = (kind & BOUND) !== 0
    const content = opened.subarray(isBound ? 1 + PLACE_BYTES : 1)
    const inner = PayloadProto.decode(kind & GZIPPED ? await decompress(content) : content)
    if (!checks) return unmarked(inner, false)
    if (kind & BY_HAND) return mark(unmarked(inner, true), isOld() ? 'old' : 'clear')
    if (isBound && place !== null && !place.equals(opened.subarray(1, 1 + PLACE_BYTES)))
      return mark(EMPTY, 'unsealed')
    const isLettered = inner.metadata?.[LETTER_FIELD] !== undefined
    if (isBound && (isLettered || !isOld())) return unmarked(inner, false)
    return isOld() ? mark(inner, 'old') : mark(EMPTY, 'unsealed')
  }

  /** @returns null: nobody here made it. Who reads it for a person, or without keys of their own, is told why. */
  function open(sealed: Uint8Array): Buffer | null {
    try {
      return cipher.decrypt(sealed)
    } catch (error) {
      if (checks && cipher.knows(sealed)) return null
      throw error
    }
  }

  return {
    async encode(payloads, context?: SerializationContext) {
      if (!encrypts) return payloads
      const head = forPeople
        ? Buffer.from([BY_HAND])
        : Buffer.concat([Buffer.from([BOUND]), placeOf(context)])
      return Promise.all(payloads.map((payload) => encode(payload, head)))
    },
    async decode(payloads, context?: SerializationContext) {
      const place = checks && !anyPlace ? placeOf(context) : null
      const opened = await Promise.all(payloads.map((payload) => decode(payload, place)))
      if (checks) for (const payload of opened) noteOpened(payload)
      return opened
    },
  }
}

const EMPTY: Payload = { metadata: { encoding: NULL_BYTES } }

/** What was made before seals had a place and payloads a letter is accepted until then. */
export function isAccepted({ acceptUnboundUntil }: Pick<Encryption, 'acceptUnboundUntil'>): boolean {
  return acceptUnboundUntil !== undefined && Date.now() < acceptUnboundUntil
}

function gzipped(head: Buffer): Buffer {
  const flagged = Buffer.from(head)
  flagged[0] = (head[0] as number) | GZIPPED
  return flagged
}

function mark(payload: Payload, as: 'clear' | 'unsealed' | 'old'): Payload {
  return { ...payload, metadata: { ...payload.metadata, [MARK_FIELD]: Buffer.from(as) } }
}

/** A mark is made here and now; a letter counts within a seal only. */
function unmarked(payload: Payload, withoutLetter: boolean): Payload {
  const { metadata } = payload
  if (!metadata || !(MARK_FIELD in metadata || (withoutLetter && LETTER_FIELD in metadata))) return payload
  const { [MARK_FIELD]: _, [LETTER_FIELD]: letter, ...rest } = metadata
  return {
    ...payload,
    metadata: letter === undefined || withoutLetter ? rest : { ...rest, [LETTER_FIELD]: letter },
  }
}

function isEncrypted({ metadata }: Payload): boolean {
  const encoding = metadata?.encoding
  return encoding?.length === ENCODING.length && Buffer.from(encoding).toString() === ENCODING
}
