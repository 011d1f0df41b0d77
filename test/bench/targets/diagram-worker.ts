/**
 * A worker of its own process for the bench of diagrams: `node diagram-worker.ts <address> <task queue> <bundle> <folder of
 * diagrams>`; says `ready`. Nothing is encrypted.
 */
import { randomBytes } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { NativeConnection } from '@temporalio/worker'
import { createEngineActivities } from '../../../src/activities/index.ts'
import { createStartnodeWorker } from '../../../src/boot/worker.ts'
import { createDirectory } from '../../../src/process/diagram/process-directory.ts'
import { knownProcesses } from '../../../src/project/find-processes.ts'
import { spliceable } from '../../../src/project/load-diagrams.ts'
import { loadProcesses } from '../../../src/project/load-start-nodes.ts'
import { completeSnapshot } from '../../../src/settings/snapshot.ts'
import { installRuntime } from '../../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../../src/telemetry/logger.ts'
import { StartClient } from '../../../src/temporal/start-client.ts'

const [address = '', taskQueue = '', codePath = '', folder = ''] = process.argv.slice(2)
const log = createLogger('fatal', false)
// Before the connection, or the SDK logs by itself
installRuntime(log)
const connection = await NativeConnection.connect({ address })
const { startNodes, diagrams } = await loadProcesses(pathToFileURL(`${folder}/`))
const settings = completeSnapshot({ settingsId: 'bench', revision: 1, startNodes: {} })
const worker = await createStartnodeWorker({
  connection,
  namespace: 'default',
  taskQueue,
  log,
  workflowBundle: { codePath },
  diagrams: spliceable(diagrams),
  activities: {},
  engineActivities: createEngineActivities({
    settings: { read: async () => settings },
    signingKeys: [randomBytes(32)],
    encryptionKeys: [],
    client: new StartClient({ connection, namespace: 'default' }),
    publicUrl: 'http://127.0.0.1:1',
    diagramPrivateHosts: ['127.0.0.1'],
    directory: createDirectory(knownProcesses(startNodes, diagrams)),
  }),
})
const running = worker.run()
process.stdout.write('ready\n')
await running
