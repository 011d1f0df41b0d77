/** Processes that continue as new; bundled by continued.test.ts in place of workflows/index.ts. */
import { condition, continueAsNew, defineSignal, setHandler, sleep, uuid4 } from '@temporalio/workflow'
import type { Task } from '../../../src/process/task.ts'
import {
  apiCall,
  callbackReference,
  continueTask,
  node,
  reply,
  waitForCallback,
  waitForSignal,
} from '../../../src/workflows/nodes/index.ts'

const readText = (payload: unknown) =>
  typeof payload === 'string' ? { accepted: payload } : { refused: 'it is no text' }

interface Runs {
  /** Runs to come after this one. */
  readonly left: number
  readonly plainly?: boolean
  /** Default: none. */
  readonly ballast?: string
}

/** Every run but the last waits for the signal `go`; the last one takes what came in any of them. */
export async function takesInTheLastRun(task: Task<Runs>): Promise<unknown> {
  const { left } = task.data
  if (left > 0) {
    await waitForSignal('Wait to go', { signal: 'go', read: readText })
    const data = { ...task.data, left: left - 1 }
    if (task.data.plainly) return continueAsNew<typeof takesInTheLastRun>({ ...task, data })
    return node('Go on', () => continueTask(task, data))
  }
  return {
    seen: Object.keys(task).sort(),
    parcel: await waitForCallback('Courier', { read: readText }),
    modified: await waitForCallback('Anybody', { timeoutMs: 5_000 }),
    repeated: await waitForCallback('Courier', { timeoutMs: 50 }),
    words: [
      await waitForSignal('First word', { signal: 'word', read: readText, timeoutMs: 5_000 }),
      await waitForSignal('Second word', { signal: 'word', read: readText, timeoutMs: 5_000 }),
    ],
  }
}

/** The first run is held up by a handler while a node beside it still waits. */
export async function continuesUnderWay(task: Task<Runs>): Promise<unknown> {
  if (task.data.left === 0) return waitForCallback('Courier', { timeoutMs: 5_000 })
  let isOver = false
  setHandler(defineSignal('end'), () => {
    isOver = true
  })
  setHandler(defineSignal('hold'), () => condition(() => isOver))
  const aside = waitForCallback('Courier')
  await Promise.race([aside, waitForSignal('Wait to go', { signal: 'go', read: readText })])
  return node('Go on', () => continueTask(task, { ...task.data, left: 0 }))
}

/** A loop whose URLs are handed out run by run, and called later. */
export async function ordersEarly(task: Task<{ readonly api: string; readonly left: number }>) {
  const { api, left } = task.data
  await apiCall('Order', {
    method: 'POST',
    url: api,
    allowPrivate: true,
    body: { notify: callbackReference('Courier'), id: uuid4() },
  })
  if (left > 0) return continueTask(task, { api, left: left - 1 })
  const got: unknown[] = []
  for (const timeoutMs of [20_000, 20_000, 500]) got.push(await waitForCallback('Courier', { timeoutMs }))
  return got
}

export async function replies(_task: Task): Promise<void> {
  await waitForSignal('Wait a moment', { signal: 'never', read: readText, timeoutMs: 500 })
  await reply('Answer', { body: 'yes' })
}

export async function repliesThenContinues(task: Task<Runs>): Promise<string> {
  const { left } = task.data
  if (left === 2) await reply('Answer', { body: 'yes' })
  if (left > 0) return continueTask(task, { left: left - 1 })
  await waitForSignal('Wait to end', { signal: 'end', read: readText })
  return reply('Answer again', { body: 'no' }).then(
    () => 'replied twice',
    () => 'replied once',
  )
}

export async function visitsOften(task: Task<Runs>): Promise<void> {
  for (let round = 1; round <= 250; round += 1)
    await node(`Round ${round} of run ${task.data.left}`, () => {})
  await sleep(1)
  if (task.data.left > 0) await continueTask(task, { left: task.data.left - 1 })
}

export async function hasMuchToCarry(task: Task<Runs>): Promise<void> {
  await waitForSignal('Wait to go', { signal: 'go', read: readText })
  await continueTask(task, { left: 0, ballast: 'x'.repeat(900_000) })
}

/** Goes on in the same run where it can not continue. */
export async function makesDoWithOneRun(task: Task<Runs>): Promise<unknown> {
  await waitForSignal('Wait to go', { signal: 'go', read: readText })
  await continueTask(task, { left: 0, ballast: 'x'.repeat(900_000) }).catch(() => null)
  const word = await waitForSignal('Word', { signal: 'word', read: readText, timeoutMs: 5_000 })
  return [
    word?.length,
    await waitForSignal('Next word', { signal: 'word', read: readText, timeoutMs: 5_000 }),
  ]
}
