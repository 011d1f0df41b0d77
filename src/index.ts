/** What `import ... from 'startnode'` gives. */

export { createEngineActivities, type EnginePorts } from './activities/engine-activities.ts'
export { type Config, loadConfig } from './config.ts'
export { createLogger, type Logger } from './logger.ts'
export { type OpenReceiver, openReceiver, type ReceiverParts } from './open-receiver.ts'
export { StartnodePlugin, type StartnodePluginOptions } from './plugin.ts'
export type { BodyFormat, DeliveryInfo, Task } from './process/task.ts'
export { receiverRouter } from './receiver/express-router.ts'
export { createReceiver } from './receiver/receiver.ts'
export { parseEncryptionKeys } from './start-node/encryption-keys.ts'
export { loadStartNodes } from './start-node/load-start-nodes.ts'
export { mambuDate } from './start-node/mambu-date.ts'
export { type MambuDecimalOptions, mambuDecimal } from './start-node/mambu-decimal.ts'
export { type MambuFieldOptions, mambuText } from './start-node/mambu-text.ts'
export { createSettings, type Settings } from './start-node/settings-client.ts'
export {
  type DataOf,
  type ProcessWorkflow,
  type Source,
  type StartNode,
  type StartNodeOptions,
  startNode,
} from './start-node/start-node.ts'
export { createDataConverter, type Encryption } from './temporal/codec/create-data-converter.ts'
export { connectClientLazily, loadTemporalOptions, type TemporalOptions } from './temporal/connection.ts'
export { StartClient } from './temporal/start-client.ts'
