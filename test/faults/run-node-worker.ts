/** A worker in a process of its own, to be killed: `node run-node-worker.js <address> <namespace> <task queue> <bundle of node-workflows.ts>`. */
import { NativeConnection } from '@temporalio/worker'
import { createEngineActivities } from '../../src/activities/index.ts'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { completeSnapshot } from '../../src/settings/snapshot.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { StartClient } from '../../src/temporal/start-client.ts'

const [address = '', namespace = '', taskQueue = '', codePath = ''] = process.argv.slice(2)
const log = createLogger('fatal', false)
installRuntime(log)
const connection = await NativeConnection.connect({ address })
const snapshot = completeSnapshot({ settingsId: 's', revision: 1, startNodes: {}, aliases: {} })
const worker = await createStartnodeWorker({
  connection,
  namespace,
  taskQueue,
  log,
  workflowBundle: { codePath },
  activities: createEngineActivities({
    settings: { read: async () => snapshot },
    signingKeys: [Buffer.alloc(32, 1)],
    encryptionKeys: [],
    client: new StartClient({ connection, namespace }),
    publicUrl: 'http://127.0.0.1:1',
  }),
})
const running = worker.run()
process.stdout.write('ready\n')
await running
