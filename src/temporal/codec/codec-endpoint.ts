/**
 * The codec endpoint of the Web UI and the `temporal` CLI, free of any framework: `{"payloads":[{"metadata","data"}]}`
 * with everything in base64, in and out. It opens what is encrypted, wherever it was sealed for, so whoever mounts it puts
 * a log-in before it. What it seals can be read by all who hold the keys, and counts as if it were in clear.
 */
import type { Payload, PayloadCodec } from '@temporalio/common'
import proto from '@temporalio/proto'
import { isStartnodeError, StartnodeError } from '../../errors/startnode-error.ts'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { MARK_FIELD } from '../../process/letter.ts'
import { createEncryptionCodec } from './encryption-codec.ts'

const { Payloads } = proto.temporal.api.common.v1

/** What goes over the wire: protobuf's JSON. */
export interface CodecBody {
  readonly payloads: readonly {
    readonly metadata?: Readonly<Record<string, string>>
    readonly data?: string
  }[]
}

export interface CodecEndpoint {
  /**
   * What can't be opened comes back as it is, with why.
   * @throws StartnodeError `request_invalid`
   */
  decode(body: unknown): Promise<CodecBody>
  /** @throws StartnodeError `request_invalid` */
  encode(body: unknown): Promise<CodecBody>
}

/** @example app.post('/codec/decode', async (request, response) => response.json(await endpoint.decode(request.body))) */
export function createCodecEndpoint({ keys, configured }: Encryption): CodecEndpoint {
  const codec: PayloadCodec = createEncryptionCodec({ keys, encrypts: configured, forPeople: true })
  async function decodeOne(payload: Payload): Promise<Payload> {
    try {
      return (await codec.decode([payload]))[0] ?? payload
    } catch (error) {
      const why = isStartnodeError(error) ? error.message : 'It is no payload'
      return { ...payload, metadata: { ...payload.metadata, [MARK_FIELD]: Buffer.from(why) } }
    }
  }

  return {
    decode: async (body) => toBody(await Promise.all(readPayloads(body).map(decodeOne))),
    encode: async (body) => toBody(await codec.encode(readPayloads(body))),
  }
}

function readPayloads(body: unknown): Payload[] {
  const { payloads } = (body ?? {}) as { payloads?: unknown }
  if (!Array.isArray(payloads) || !payloads.every(isPayload)) {
    throw new StartnodeError(
      'request_invalid',
      'Send {"payloads":[{"metadata":{"encoding":"<base64>"},"data":"<base64>"}]}',
    )
  }
  return Payloads.fromObject({ payloads }).payloads
}

function isPayload(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { metadata = {}, data = '' } = value as { metadata?: unknown; data?: unknown }
  return (
    isBase64(data) &&
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every(isBase64)
  )
}

function isBase64(value: unknown): boolean {
  return typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
}

function toBody(payloads: Payload[]): CodecBody {
  return {
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
      ),
      data: Buffer.from(data ?? []).toString('base64'),
    })),
  }
}
