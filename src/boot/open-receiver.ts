import { openAcceptance } from './open-acceptance.ts'
import type { OpenReceiver, ReceiverParts } from './receiver-contract.ts'

/**
 * Opens a receiver for an Express app of your own; deliveries go to Temporal from now on.
 *
 * @throws StartnodeError `inbox_locked`, `config_invalid`
 * @example
 * ```ts
 * const open = await openReceiver({ config: loadConfig(process.env), temporal: loadTemporalOptions(), startNodes, log })
 * app.use(receiverRouter(open.receiver))
 * ```
 */
export async function openReceiver(parts: ReceiverParts): Promise<OpenReceiver> {
  const acceptance = await openAcceptance(parts)
  return acceptance.connect()
}
