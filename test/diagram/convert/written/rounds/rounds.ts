/**
 * Rounds, written from the process 6014 of MPO by `startnode convert`: a starting point.
 */
import type { Task } from '../../../../../src/process/task.ts'
import { mpo, node, reply, sum, waitForCallback } from '../../../../../src/workflows/nodes/index.ts'

/** What comes in, as the Start node checks it. */
export interface RoundsInput {
  readonly rounds: number
}

/** What the task carries from node to node. What answers bring is not in it by name. */
interface Data extends mpo.Data {
  readonly rounds?: number | undefined
  readonly i?: number | undefined
}

type Run = mpo.Run<Data>

/** Where the task ended, and with what. */
export interface RoundsResult {
  readonly outcome: 'success' | 'error'
  /** Title of the End node. */
  readonly node: string
  readonly data: mpo.Data | null
}

export async function rounds(task: Task<RoundsInput>): Promise<RoundsResult> {
  const run: Run = mpo.begin(task)
  await waitToBegin(run)
  for (let round = 1; ; round += 1) {
    await mpo.turn(round)
    const addWay = await add(run)
    if (addWay === 'failed') return end('error', 'Failed', run.data)
    if (addWay === 'waitToEnd') {
      await waitToEnd(run)
      return end('success', 'Through', run.data)
    }
  }
}

/** 'Start', 'Wait to begin', 'Begin' */
async function waitToBegin(run: Run): Promise<void> {
  await node('Start', () => {})
  const came = await waitForCallback('Wait to begin', {
    timeoutMs: mpo.NEVER_MS,
  })
  run.data = mpo.lay(run.data, came)
  await node('Begin', () => {
    run.data = {
      ...run.data,
      i: 0,
    }
  })
}

/** 'Add', 'Next' */
async function add(run: Run): Promise<'failed' | 'add' | 'waitToEnd'> {
  await sum('Add', 'rounds/rounds', '1')
  return node('Next', () => {
    try {
      run.data = {
        ...run.data,
        i: mpo.fill(run, '$.math({{i}}+1)', 'number'),
      }
    } catch (error) {
      mpo.fail(run, 'set', error)
      return 'failed'
    }
    const isMet2 = mpo.holds(run, [
      {
        param: 'i',
        operator: 'less',
        value: '{{rounds}}',
        cast: 'number',
      },
    ])
    if (isMet2) return 'add'
    return 'waitToEnd'
  })
}

/** 'Wait to end', 'Answer' */
async function waitToEnd(run: Run): Promise<void> {
  const came = await waitForCallback('Wait to end', {
    timeoutMs: mpo.NEVER_MS,
  })
  run.data = mpo.lay(run.data, came)
  await reply('Answer', {
    body: {
      rounds: mpo.number(run.data.i),
      ended: mpo.text(run.data.by),
    },
  })
}

function end(outcome: RoundsResult['outcome'], title: string, data: mpo.Data | null): Promise<RoundsResult> {
  return node(title, () => ({ outcome, node: title, data }))
}
