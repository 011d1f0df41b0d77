/** What `import ... from 'startnode'` gives. */

export { createEngineActivities, type EnginePorts } from './activities/engine-activities.ts'
export { type TakenBundle, takeBundle } from './boot/bundle/take-bundle.ts'
export { openReceiver } from './boot/open-receiver.ts'
export type { OpenReceiver, ReceiverParts } from './boot/receiver-contract.ts'
export { type Config, loadConfig } from './config.ts'
export { type Encryption, parseEncryptionKeys } from './keys/encryption-keys.ts'
export { StartnodePlugin, type StartnodePluginOptions } from './plugin.ts'
export type { BodyFormat, DeliveryInfo, Task } from './process/task.ts'
export { loadStartNodes } from './project/load-start-nodes.ts'
export { receiverRouter } from './receiver/http/express-router.ts'
export { createReceiver } from './receiver/receiver.ts'
export { followSettings } from './settings/chain/follow-settings.ts'
export { createSettings, type Settings } from './settings/settings-client.ts'
export { mambuDate } from './start-node/mambu-date.ts'
export { type MambuDecimalOptions, mambuDecimal } from './start-node/mambu-decimal.ts'
export { type MambuFieldOptions, mambuText } from './start-node/mambu-text.ts'
export {
  type DataOf,
  type ProcessWorkflow,
  type Source,
  type StartNode,
  type StartNodeOptions,
  startNode,
} from './start-node/start-node.ts'
export { createLogger, type Logger } from './telemetry/logger.ts'
export { createClientOptions } from './temporal/codec/client-letters.ts'
export { createDataConverter } from './temporal/codec/create-data-converter.ts'
export { connectClientLazily } from './temporal/connection.ts'
export { StartClient } from './temporal/start-client.ts'
export { loadTemporalOptions, type TemporalOptions } from './temporal/temporal-options.ts'
