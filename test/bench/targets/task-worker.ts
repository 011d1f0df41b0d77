/** A worker of its own process for the bench: `node task-worker.ts <address> <namespace> <task queue>`; says `ready`. */
import { fileURLToPath } from 'node:url'
import { NativeConnection } from '@temporalio/worker'
import { createStartnodeWorker } from '../../../src/boot/worker.ts'
import { createLogger } from '../../../src/telemetry/logger.ts'

const [address = '', namespace = '', taskQueue = ''] = process.argv.slice(2)
const worker = await createStartnodeWorker({
  connection: await NativeConnection.connect({ address }),
  namespace,
  taskQueue,
  log: createLogger('fatal', false),
  workflowsPath: fileURLToPath(new URL('./task-workflows.ts', import.meta.url)),
  activities: {
    getLoan: async (id: string) => ({ id, state: 'APPROVED', amount: 1_000 }),
    disburse: async (id: string) => ({ transactionKey: `t-${id}` }),
    notify: async () => {},
  },
})
const running = worker.run()
process.stdout.write('ready\n')
await running
