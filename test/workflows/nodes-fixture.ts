/** Small workflows that try one property of nodes each; bundled by nodes.test.ts in place of workflows/index.ts. */
import { condition, continueAsNew, defineSignal, setHandler, sleep } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { delay, node, note, waitForSignal } from '../../src/workflows/nodes/index.ts'

export async function throwsPlainly(_task: Task): Promise<void> {
  await node('Count the money', () => {
    throw new TypeError('there is none')
  })
}

export async function throwsBetweenNodes(_task: Task): Promise<void> {
  await node('First', () => {})
  throw new Error('lost my way')
}

export async function throwsInSignal(_task: Task): Promise<void> {
  setHandler(defineSignal('poke'), () => {
    throw new Error('poked')
  })
  await condition(() => false)
}

export async function nestsAndForks(_task: Task): Promise<void> {
  await Promise.all(
    ['Left', 'Right'].map((side, index) =>
      node(side, async () => {
        await sleep(1 + index)
        await node('Inner', () => sleep(20 - 10 * index))
        await sleep(1)
        note(`${side} done`)
      }),
    ),
  )
  await sleep(1)
}

export async function waitsTwice(_task: Task): Promise<(string | null)[]> {
  const read = (payload: unknown) =>
    typeof payload === 'string' ? { accepted: payload } : { refused: 'it is not text' }
  const first = await waitForSignal('First', { signal: 'word', read })
  const second = await waitForSignal('Second', { signal: 'word', read })
  const never = await waitForSignal('Never', { signal: 'other', read, timeoutMs: 20 })
  return [first, second, never]
}

export async function waitsInParallel(_task: Task): Promise<void> {
  const read = (payload: unknown) => ({ accepted: payload })
  await Promise.all([
    waitForSignal('One', { signal: 'same', read }),
    waitForSignal('Two', { signal: 'same', read }),
  ])
}

export async function continuesAsNew(task: Task<number>): Promise<string> {
  await node('Round', () => delay('Pause', 5))
  if (task.data > 0) await continueAsNew<typeof continuesAsNew>({ ...task, data: task.data - 1 })
  return 'done'
}

export async function hasLongTitle(_task: Task): Promise<void> {
  await node('💶'.repeat(500), () => sleep(1))
}

export async function nestsDeeply(task: Task<number>): Promise<void> {
  const nest = (left: number): Promise<void> => node(`${left}`, () => (left > 1 ? nest(left - 1) : sleep(1)))
  await nest(task.data)
}

export async function loopsOften(task: Task<number>): Promise<void> {
  for (let round = 1; round <= task.data; round += 1) await node(`Round ${round}`, () => {})
}

export async function pausesOften(task: Task<number>): Promise<void> {
  await node('Begin', () => {})
  for (let round = 1; round <= task.data; round += 1) await node('Round', () => sleep(5))
}

export async function takesNoTask(): Promise<string> {
  return node('Nowhere', () => 'never')
}
