/** Records what tasks of state diagrams and of nodes with count guards do: `node --import ./bin/load-typescript.js test/replay/record-state-histories.ts`. */
import { MODIFY_SIGNAL } from '../../src/process/callback-signal.ts'
import { ALERTS } from '../../src/process/diagram/count-guard.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { openTask } from '../workflows/diagram/open-bank.ts'
import { openDiagramRecorder } from './open-diagram-recorder.ts'
import { writeHistory } from './write-history.ts'

const recorder = await openDiagramRecorder()
const { stack } = recorder

const state = await openTask(stack, '5001-limits', 'S1', { limit: 500 })
await stack.untilWaiting(state, 'Holds')
await state.signal(MODIFY_SIGNAL, { limit: 800 })
await waitFor('it stays, with what came', async () => {
  const { data } = (await state.query('taskData')) as { data: { limit?: number } }
  return data.limit === 800
})
await state.signal(MODIFY_SIGNAL, { closed: true })
await state.result()
await writeHistory('diagram-state-held', state)

const [first, second] = [
  await openTask(stack, '6022-crowds', 'K1', { url: '' }),
  await openTask(stack, '6022-crowds', 'K2', { url: '' }),
]
const watch = stack.client.workflow.getHandle(`${ALERTS.prefix}6022-crowds/5f0060220000000000000200`)
await waitFor('the alert is on', async () => {
  for await (const { workflowId } of stack.client.workflow.list({
    query: "MpoProcess = '6022-crowds' AND ExecutionStatus = 'Completed'",
  })) {
    await writeHistory('diagram-alerted', stack.client.workflow.getHandle(workflowId))
    return true
  }
  return false
})
for (const task of [first, second]) {
  await stack.untilWaiting(task, 'Wait for the bank')
  await task.signal(MODIFY_SIGNAL, {})
  await task.result()
}
await writeHistory('diagram-counted', first)
await watch.result()
await writeHistory('shared-alerts', watch)
await recorder.stop()
