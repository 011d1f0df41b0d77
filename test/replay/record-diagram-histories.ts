/** Records one history of each way of the diagrams in test/fixtures/diagrams/bank: `node --import ./bin/load-typescript.js test/replay/record-diagram-histories.ts`. */
import { CALLBACK_SIGNAL } from '../../src/process/callback-signal.ts'
import { startOutsideSystem } from '../helpers/outside-system.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { openDiagramRecorder } from './open-diagram-recorder.ts'
import { writeHistory } from './write-history.ts'

const answers = [{ status: 503, body: {} }]
const outside = await startOutsideSystem(
  'token-of-the-bank',
  () => answers.shift() ?? { status: 200, body: { id: 1 } },
)
const recorder = await openDiagramRecorder()
const { stack, begin, record } = recorder

await record('reads', '6001-reads', { client: 'nobody' })
await record('called', '5002-score', { amount: 3 })
await record('call-answered', '6002-calls', { callee: 5002, amount: 3 })
await record('call-refused', '6002-calls', { callee: 5002, amount: -3 })
await record('copied-and-modified', '6003-copies', { loan: 'R1' })
await writeHistory('diagram-modified', await stack.taskOf('6004-waits', { ref: 'R1' }))
const waiting = await begin('6004-waits', { n: 1 })
await stack.untilWaiting(waiting, 'Wait for the bank')
await waiting.signal(CALLBACK_SIGNAL, { paid: true })
await waiting.result()
await writeHistory('diagram-called-back', waiting)
const queued = await begin('6005-queues', { loan: 'R2' })
await stack.untilWaiting(queued, 'Line')
await waitFor('it was taken', async () => {
  const taking = await begin('6006-takes', {})
  const { outcome } = (await taking.result()) as { outcome: string }
  if (outcome === 'success') await writeHistory('diagram-took', taking)
  return outcome === 'success'
})
await queued.result()
await writeHistory('diagram-queued', queued)
await record('took-nothing', '6006-takes', {})
await record('summed', '6007-sums', { amount: '1.5', label: 'x' })
await record('asked-twice', '6013-polls', { url: outside.url, loan: 'R3', token: 'token-of-the-bank' })
await record('scripted', '6009-scripts', { items: [{ price: 1 }] })
await record('failed', '6011-fails', { word: 'many' })
await recorder.stop()
await outside.stop()
