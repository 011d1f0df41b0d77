/** Processes that try the nodes which call out or wait; bundled by calls.test.ts in place of workflows/index.ts. */
import { condition } from '@temporalio/workflow'
import type { ApiAnswer } from '../../../src/activities/api-call/api-call-input.ts'
import type { Task } from '../../../src/process/task.ts'
import {
  type ApiCallOptions,
  apiCall,
  type CopiedTask,
  callbackReference,
  callbackUrl,
  callProcess,
  copyTask,
  delay,
  type ModifiedTask,
  modifyTask,
  nodeFailureOf,
  waitForCallback,
  waitForSignal,
} from '../../../src/workflows/nodes/index.ts'

export async function callsApi(task: Task<ApiCallOptions>): Promise<ApiAnswer> {
  return apiCall('Ask the bureau', task.data)
}

export async function handlesFailure(task: Task<ApiCallOptions>): Promise<unknown> {
  try {
    return await apiCall('Ask the bureau', task.data)
  } catch (error) {
    return nodeFailureOf(error)
  }
}

export async function doubles(task: Task<number>): Promise<{ readonly twice: number }> {
  if (task.data < 0) throw new Error('less than nothing')
  return { twice: 2 * task.data }
}

export async function neverEnds(_task: Task): Promise<void> {
  await condition(() => false)
}

export async function callsProcess(task: Task<{ process: string; n: number; ms?: number }>): Promise<number> {
  const { process, n, ms } = task.data
  const options = ms === undefined ? {} : { timeoutMs: ms }
  const { twice } = await callProcess<typeof doubles>('Double it', process, n, options)
  return twice
}

interface Copy {
  readonly process: string
  readonly ref?: string
  readonly data: unknown
}

export async function copies(task: Task<Copy>): Promise<CopiedTask> {
  const { process, data, ref } = task.data
  return copyTask<(task: Task) => Promise<void>>(
    'Tell the other',
    process,
    data,
    ref === undefined ? {} : { ref },
  )
}

export async function modifies(
  task: Task<{ process: string; which: ModifiedTask; data: unknown }>,
): Promise<void> {
  const { process, which, data } = task.data
  await modifyTask('Hand it over', process, which, data)
}

interface Wait {
  readonly timeoutMs?: number
  /** Waits once more, as long. */
  readonly twice?: boolean
}

export async function waits(task: Task<Wait | null>): Promise<unknown> {
  const wait = () => waitForCourier(task)
  return task.data?.twice ? [await wait(), await wait()] : wait()
}

function waitForCourier({ data }: Task<Wait | null>): Promise<unknown> {
  return waitForCallback('Wait for the courier', {
    ...(data?.timeoutMs === undefined ? {} : { timeoutMs: data.timeoutMs }),
    read: (payload) =>
      typeof payload === 'object' && payload !== null && 'refuse' in payload
        ? { refused: 'it says so' }
        : { accepted: payload },
  })
}

/** Both wait for the signal `callback`. */
export async function waitsForOneSignalTwice(task: Task<{ signalFirst: boolean }>): Promise<unknown> {
  const waits = [
    () => waitForCallback('Call', { timeoutMs: 5_000 }),
    () =>
      waitForSignal('Word', { signal: 'callback', read: (word) => ({ accepted: word }), timeoutMs: 5_000 }),
  ]
  if (task.data.signalFirst) waits.reverse()
  return Promise.all(waits.map((wait) => wait()))
}

export async function waitsForTwo(_task: Task): Promise<unknown[]> {
  return Promise.all([waitForCallback('Left'), waitForCallback('Right')])
}

/** Hands out its URL by an API call and, where asked, as a text. */
export async function handsOutUrl(task: Task<{ api: string; rounds: number }>): Promise<unknown[]> {
  const got: unknown[] = []
  for (let round = 0; round < task.data.rounds; round += 1) {
    await apiCall('Order', {
      method: 'POST',
      url: task.data.api,
      allowPrivate: true,
      body: { notify: callbackReference('Wait for the courier') },
    })
    got.push(await waitForCallback('Wait for the courier'))
  }
  return got
}

export async function showsUrl(task: Task<{ validMs?: number }>): Promise<string> {
  return callbackUrl('Wait for the courier', task.data)
}

export async function delays(task: Task<number | string>): Promise<void> {
  await delay('Until then', task.data)
}

/** Hands out the URL of its node, which names the task by its ref. */
export async function handsOutNodeUrl(task: Task<{ api: string }>): Promise<unknown> {
  await apiCall('Order', {
    method: 'POST',
    url: task.data.api,
    allowPrivate: true,
    body: { notify: callbackReference('Wait for the courier', { find: 'ref' }) },
  })
  return waitForCallback('Wait for the courier')
}
