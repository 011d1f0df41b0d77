/** Processes for the tests of replies, beside the engine's own workflows. */
import { condition, defineSignal, setHandler } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { node, reply } from '../../src/workflows/nodes/index.ts'

export * from '../../src/workflows/index.ts'

export interface Payment {
  readonly token: string
  readonly amount: number
  readonly currency_code: string
}

const LIMITS: Readonly<Record<string, number>> = { EUR: 1_000 }

/** Answers at once, and is over. */
export async function payCard({ data }: Task<Payment>): Promise<{ readonly approved: boolean }> {
  const { token, amount, currency_code } = data
  const limit = LIMITS[currency_code]
  const reason =
    limit === undefined ? 'CURRENCY_NOT_SUPPORTED' : amount > limit ? 'AMOUNT_LIMIT_EXCEEDED' : null
  if (reason === null) {
    await reply('Approve', { body: { jit_funding: { token, method: 'pgfs.authorization', amount } } })
    return { approved: true }
  }
  await reply('Deny', { status: 402, body: { jit_funding: { token, amount: 0, decline_reason: reason } } })
  return { approved: false }
}

/** Replies, and goes on until it is told to end. */
export async function replyAndGoOn(task: Task<{ n: number }>): Promise<string> {
  let told = false
  setHandler(defineSignal('end'), () => {
    told = true
  })
  await reply('Answer', { status: 201, body: `n is ${task.data.n}` })
  await condition(() => told)
  return 'over'
}

/** Replies when it is told to. */
export async function replyLater(task: Task<{ n: number }>): Promise<{ n: number }> {
  let told = false
  setHandler(defineSignal('reply'), () => {
    told = true
  })
  await condition(() => told)
  await reply('Answer', { body: { n: task.data.n } })
  return { n: task.data.n }
}

export async function endWithout(): Promise<void> {
  await node('Nothing to say', () => {})
}

export async function failWithout(): Promise<void> {
  await node('Break', () => {
    throw new Error('broken')
  })
}

/** A second reply, and one that HTTP can't carry: both fail the task, the first reply stands. */
export async function replyTwice(): Promise<void> {
  await reply('Answer', { body: 'first' })
  await reply('Answer again', { body: 'second' })
}

export async function replyWrongly(): Promise<void> {
  await reply('Answer', { status: 99, body: '' })
}

export async function takeAnything(task: Task): Promise<Task> {
  return task
}
