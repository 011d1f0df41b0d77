import { fileURLToPath } from 'node:url'
import type { DataConverter } from '@temporalio/common'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { createEncryptionCodec } from './encryption-codec.ts'

const FAILURE_CONVERTER = fileURLToPath(new URL('./failure-converter.cjs', import.meta.url))

/**
 * The data converter of every client and worker. With a configured key everything that goes to Temporal is encrypted:
 * arguments, results, memo, signals, updates, queries, heartbeats, failures, summaries and details. Workflow ids,
 * types, task queues and search attributes stay readable.
 *
 * Without one everything goes in clear, and what was encrypted elsewhere is an error that says which key is missing.
 *
 * @param encryption null: no keys at all
 * @example new Client({ connection, namespace, dataConverter: createDataConverter(config.encryption) })
 */
export function createDataConverter(encryption: Encryption | null): DataConverter {
  const { keys, configured } = encryption ?? { keys: [], configured: false }
  const payloadCodecs = [createEncryptionCodec({ keys, encrypts: configured })]
  return configured ? { payloadCodecs, failureConverterPath: FAILURE_CONVERTER } : { payloadCodecs }
}
