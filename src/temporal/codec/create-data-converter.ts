import { fileURLToPath } from 'node:url'
import type { DataConverter, PayloadCodec } from '@temporalio/common'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { createEncryptionCodec } from './encryption-codec.ts'
import { noteSealing } from './writes-letters.ts'

const LETTER_CONVERTER = fileURLToPath(new URL('./letter-converter.cjs', import.meta.url))
const ours = new WeakSet<PayloadCodec>()

/**
 * The data converter of every client and worker. With a configured key everything that goes to Temporal is encrypted:
 * arguments, results, memo, signals, updates, queries, heartbeats, failures, summaries and details. Workflow ids,
 * types, task queues and search attributes stay readable. A client needs the letters too: `createClientOptions`.
 *
 * Without one everything goes in clear, and what was encrypted elsewhere is an error that says which key is missing.
 *
 * @param encryption null: no keys at all
 * @param own a data converter of one's own: its codecs stand before ours
 * @param use a replay does nothing, and may be given histories from anywhere: it believes them
 * @throws StartnodeError `data_converter_clash` where that has converters of its own and something is encrypted
 * @example const { payloadCodecs } = createDataConverter(config.encryption)
 */
export function createDataConverter(
  encryption: Encryption | null,
  own: DataConverter = {},
  use: 'work' | 'replay' = 'work',
): DataConverter {
  const { configured = false, keys = [], acceptUnboundUntil = 0 } = encryption ?? {}
  const codec = createEncryptionCodec({
    keys,
    encrypts: configured,
    ...(use === 'replay' ? { anyPlace: true, acceptUnboundUntil: Infinity } : { acceptUnboundUntil }),
  })
  ours.add(codec)
  const theirs = (own.payloadCodecs ?? []).filter((one) => !ours.has(one))
  const composed = { ...own, payloadCodecs: [...theirs, codec] }
  if (!configured) return composed
  for (const option of ['payloadConverterPath', 'failureConverterPath'] as const)
    if (own[option] !== undefined && own[option] !== LETTER_CONVERTER)
      throw new StartnodeError(
        'data_converter_clash',
        `With encryption the data converter can have no ${option} of its own: put what it does into a payload codec`,
      )
  noteSealing(codec)
  return { ...composed, payloadConverterPath: LETTER_CONVERTER, failureConverterPath: LETTER_CONVERTER }
}
