/**
 * Polls, written from the process 6013 of MPO by `startnode convert`: a starting point.
 */
import type { Task } from '../../../../../src/process/task.ts'
import { apiCall, delay, mpo, node } from '../../../../../src/workflows/nodes/index.ts'

/** The diagram declares nothing that must come in. */
export type PollsInput = mpo.Data

type Data = mpo.Data

type Run = mpo.Run<Data>

/** Where the task ended, and with what. */
export interface PollsResult {
  readonly outcome: 'success' | 'error'
  /** Title of the End node. */
  readonly node: string
  readonly data: mpo.Data | null
}

export async function polls(task: Task<PollsInput>): Promise<PollsResult> {
  const run: Run = mpo.begin(task)
  await start()
  for (let round = 1; ; round += 1) {
    await mpo.turn(round)
    const askWay = await ask(run)
    if (askWay === 'done') return end('success', 'Done', run.data)
    const isItWorthAnotherTryWay = await isItWorthAnotherTry(run)
    if (isItWorthAnotherTryWay === 'givenUp') return end('error', 'Given up', run.data)
    await pause()
  }
}

/** 'Start' */
async function start(): Promise<void> {
  await node('Start', () => {})
}

/** 'Ask' */
async function ask(run: Run): Promise<'isItWorthAnotherTry' | 'done'> {
  try {
    const answer = await apiCall('Ask', {
      method: 'GET',
      url: `${mpo.text(run.data.url)}/state`,
      headers: {
        authorization: `Bearer ${mpo.text(run.data.token)}`,
      },
      query: {
        loan: mpo.text(run.data.loan),
      },
      retry: { attempts: 1 },
      idempotencyKey: false,
    })
    run.data = mpo.layAnswer(run.data, answer.body)
  } catch (error) {
    mpo.fail(run, 'api', error)
    return 'isItWorthAnotherTry'
  }
  return 'done'
}

/** 'Is it worth another try?' */
async function isItWorthAnotherTry(run: Run): Promise<'pause' | 'givenUp'> {
  return node('Is it worth another try?', () => {
    if (mpo.is(run.data.__conveyor_api_return_type_tag__, 'eq', 'api_bad_answer')) return 'pause'
    return 'givenUp'
  })
}

/** 'Pause' */
async function pause(): Promise<void> {
  await delay('Pause', 1_000)
}

function end(outcome: PollsResult['outcome'], title: string, data: mpo.Data | null): Promise<PollsResult> {
  return node(title, () => ({ outcome, node: title, data }))
}
