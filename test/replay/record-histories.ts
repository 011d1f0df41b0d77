/**
 * Writes histories/*.json anew, one per way a process can go. Only after a change that is meant to break running tasks:
 * until then the old files prove that tasks which started before a deployment go on after it.
 *
 *     TEMPORAL_ADDRESS=127.0.0.1:7233 npx tsx test/replay/record-histories.ts [name...]
 */
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { createMambuActivities } from '../../activities/mambu.ts'
import { createCheckDecision } from '../../src/activities/check-decision.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { WORKFLOWS_INDEX } from '../../src/project/project.ts'
import { makeTask } from '../workflows/make-task.ts'
import { writeHistory } from './write-history.ts'

const BODY = JSON.parse(
  readFileSync(new URL('../fixtures/mambu/loan-approval.json', import.meta.url), 'utf8'),
)
const IDENTITY = 'recorder'
const TASK_QUEUE = `record-${randomUUID()}`

type Play = (handle: WorkflowHandle, mambu: MambuStandIn) => Promise<unknown>
const approve: Play = (handle) => handle.signal('approve', { by: 'bob', decision: 'approve' })

const PLAYS: Readonly<Record<string, Play>> = {
  'loan-approved-disbursed': approve,
  'loan-approved-approver-refused': async (handle, mambu) => {
    await handle.signal('approve', { by: 'alice', decision: 'approve' })
    await approve(handle, mambu)
  },
  'loan-approved-rejected': (handle) => handle.signal('approve', { by: 'bob', decision: 'reject' }),
  'loan-approved-mambu-down': async (handle, mambu) => {
    mambu.failNext(2, 503)
    await approve(handle, mambu)
  },
  'loan-approved-wrong-amount': async () => {},
  'loan-approved-expired': async () => {},
  'loan-approved-refused': async (handle, mambu) => {
    mambu.failNext(1, 400)
    await approve(handle, mambu)
  },
  'loan-approved-cancelled': (handle) => handle.cancel(),
}

const address = process.env.TEMPORAL_ADDRESS ?? '127.0.0.1:7233'
const mambu = await startMambuStandIn()
const nativeConnection = await NativeConnection.connect({ address })
const connection = await Connection.connect({ address })
const client = new Client({ connection, identity: IDENTITY })
let approvalTimeoutMs = 60_000
const worker = await Worker.create({
  connection: nativeConnection,
  identity: IDENTITY,
  taskQueue: TASK_QUEUE,
  workflowsPath: fileURLToPath(WORKFLOWS_INDEX),
  activities: Object.assign(
    createMambuActivities({
      baseUrl: mambu.url,
      apiKey: mambu.apiKey,
      get approvalTimeoutMs() {
        return approvalTimeoutMs
      },
    }),
    { checkDecision: createCheckDecision([], 'any') },
  ),
  plugins: [new StartnodePlugin()],
})

await worker.runUntil(async () => {
  const named = process.argv.slice(2)
  for (const [name, play] of Object.entries(PLAYS)) {
    if (named.length > 0 && !named.includes(name)) continue
    const loanId = `LN-${name}`
    mambu.addLoan({ id: loanId, amount: name.endsWith('amount') ? 1 : BODY.float_amount })
    approvalTimeoutMs = name.endsWith('expired') ? 100 : 60_000
    const handle = await client.workflow.start('loanApproved', {
      workflowId: `${name}-${randomUUID()}`,
      taskQueue: TASK_QUEUE,
      args: [makeTask('loan-approved', { ...BODY, cbs_account_id: loanId }, loanId)],
    })
    // The node of the wait is reached before the play: what is recorded is then the same every time.
    await waitUntilWaiting(handle)
    await play(handle, mambu)
    await handle.result().catch(() => null)
    await writeHistory(name, handle)
  }
})
await connection.close()
await nativeConnection.close()
await mambu.stop()

async function waitUntilWaiting(handle: WorkflowHandle): Promise<void> {
  for (;;) {
    const description = await handle.describe()
    const { events } = await handle.fetchHistory()
    if (description.status.name !== 'RUNNING') return
    if (events?.some((event) => event.timerStartedEventAttributes)) return
  }
}
