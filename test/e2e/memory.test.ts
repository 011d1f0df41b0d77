/**
 * The memory of a receiver does not grow with its deliveries. Temporal is stopped meanwhile, which is the worst case:
 * 50,000 deliveries all wait in the inbox, and none of them may cost memory. The map of the inbox is a file the
 * kernel takes back when it needs the room; what counts is what the process itself holds.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runLoad } from '../bench/run-load.ts'
import { readMemory } from '../helpers/child-process.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { waitFor } from '../helpers/wait-for.ts'

const MIB = 1024 * 1024
const COLLECT_ON_SIGNAL = new URL('../helpers/collect-on-signal.mjs', import.meta.url).href
let stack: StackProcesses
let receiver: StackReceiver
let url: string

beforeAll(async () => {
  stack = await startStackProcesses({
    temporal: 'own',
    inMemory: true,
    logToFiles: true,
    env: { INBOX_MAX_RECORDS: '1000000', INBOX_MAX_PER_PROCESS: '1000000', INBOX_BYTES_PERCENT: '100' },
  })
  const worker = await stack.addWorker()
  const path = await stack.openDirectUrl('loan-approved')
  receiver = await stack.addReceiver({ NODE_OPTIONS: `--import=${COLLECT_ON_SIGNAL}` })
  url = receiver.url + path
  await worker.end('SIGKILL')
  await stack.temporal.end()
})

afterAll(() => stack?.stop())

async function accept(amount: number, name: string): Promise<void> {
  const result = await runLoad({ url, name, amount, bodiesEach: 200 })
  expect(result).toMatchObject({ accepted: amount, refused: 0 })
}

/** After a collection, and the least of many samples: garbage is no memory held. */
async function measureMemory(): Promise<number> {
  receiver.child().send('SIGUSR2')
  const samples: number[] = []
  await waitFor('enough samples', () => samples.push(readMemory(receiver.child().pid).anon) >= 40)
  return Math.min(...samples)
}

test('after 50,000 deliveries a receiver holds at most 1.2 times the memory of after 5,000', async () => {
  await accept(5_000, 'first')
  const before = await measureMemory()
  await accept(45_000, 'more')
  const after = await measureMemory()
  console.log(
    `memory after 5,000: ${Math.round(before / MIB)} MiB, after 50,000: ${Math.round(after / MIB)} MiB`,
  )
  expect(after / before).toBeLessThanOrEqual(1.2)
})
