/**
 * Score, written from the process 5002 of MPO by `startnode convert`: a starting point.
 */
import type { Task } from '../../../../../src/process/task.ts'
import { mpo, node, reply } from '../../../../../src/workflows/nodes/index.ts'

/** What comes in, as the Start node checks it. */
export interface ScoreInput {
  readonly amount: number
}

/** What the task carries from node to node. What answers bring is not in it by name. */
interface Data extends mpo.Data {
  readonly amount?: number | undefined
  readonly double?: string | undefined
  readonly after?: string | undefined
}

type Run = mpo.Run<Data>

/** Where the task ended, and with what. */
export interface ScoreResult {
  readonly outcome: 'success' | 'error'
  /** Title of the End node. */
  readonly node: string
  readonly data: mpo.Data | null
}

export async function score(task: Task<ScoreInput>): Promise<ScoreResult> {
  const run: Run = mpo.begin(task)
  if ((await isItNegative(run)) === 'refuse') {
    await refuse()
    return end('success', 'Done', run.data)
  }
  if ((await answer(run)) === 'done') return end('success', 'Done', run.data)
  await afterTheAnswer(run)
  return end('success', 'Done', run.data)
}

/** 'Start', 'Is it negative?' */
async function isItNegative(run: Run): Promise<'refuse' | 'answer'> {
  await node('Start', () => {})
  return node('Is it negative?', () => {
    if (mpo.is(run.data.amount, 'less', 0)) return 'refuse'
    return 'answer'
  })
}

/** 'Refuse' */
async function refuse(): Promise<void> {
  await reply('Refuse', {
    status: 422,
    body: {
      why: 'below zero',
    },
  })
}

/** 'Answer' */
async function answer(run: Run): Promise<'done' | 'afterTheAnswer'> {
  try {
    run.data = {
      ...run.data,
      double: mpo.fill(run, '$.math({{amount}}*2)', 'string'),
    }
  } catch (error) {
    mpo.fail(run, 'set', error)
    return 'done'
  }
  await reply('Answer', {
    body: {
      score: mpo.text(run.data.double),
      of: mpo.number(run.data.amount),
    },
  })
  return 'afterTheAnswer'
}

/** 'After the answer' */
async function afterTheAnswer(run: Run): Promise<void> {
  await node('After the answer', () => {
    run.data = {
      ...run.data,
      after: 'yes',
    }
  })
}

function end(outcome: ScoreResult['outcome'], title: string, data: mpo.Data | null): Promise<ScoreResult> {
  return node(title, () => ({ outcome, node: title, data }))
}
