/** What `import ... from 'startnode'` gives. */

export { StartnodePlugin, type StartnodePluginOptions } from './plugin.ts'
export type { BodyFormat, DeliveryInfo, Task } from './process/task.ts'
export { receiverRouter } from './receiver/express-router.ts'
export { createReceiver } from './receiver/receiver.ts'
export { parseEncryptionKeys } from './start-node/encryption-keys.ts'
export { loadStartNodes } from './start-node/load-start-nodes.ts'
export {
  type DataOf,
  type ProcessWorkflow,
  type Source,
  type StartNode,
  type StartNodeOptions,
  startNode,
} from './start-node/start-node.ts'
export { createDataConverter, type Encryption } from './temporal/codec/create-data-converter.ts'
