/**
 * Collect fee, written from the process 7001 of MPO by `startnode convert`: a starting point.
 *
 * For the bench it may call the bank of this machine (`allowPrivate`), as the worker lets the diagram.
 */
import type { Task } from '../../../src/process/task.ts'
import { apiCall, mpo, node } from '../../../src/workflows/nodes/index.ts'

/** What comes in, as the Start node checks it. */
export interface CollectFeeInput {
  readonly amount: number
  readonly client: string
  readonly bank: string
  readonly token: string
}

/** What the task carries from node to node. What answers bring is not in it by name. */
interface Data extends mpo.Data {
  readonly amount?: number | undefined
  readonly client?: string | undefined
  readonly bank?: string | undefined
  readonly token?: string | undefined
  readonly fee?: number | undefined
  readonly currency?: string | undefined
  readonly label?: string | undefined
  readonly reason?: string | undefined
  readonly kind?: string | undefined
}

type Run = mpo.Run<Data>

/** Where the task ended, and with what. */
export interface CollectFeeResult {
  readonly outcome: 'success' | 'error'
  /** Title of the End node. */
  readonly node: string
  readonly data: mpo.Data | null
}

export async function collectFee(task: Task<CollectFeeInput>): Promise<CollectFeeResult> {
  const run: Run = mpo.begin(task)
  if ((await isThereAnythingToCollect(run)) === 'nothingToCollect') {
    return end('success', 'Nothing to collect', run.data)
  }
  if ((await computeTheFee(run)) === 'isItALargeOne') {
    const isItALargeOneWay = await isItALargeOne(run)
    if (isItALargeOneWay === 'large') {
      await large(run)
    } else {
      await small(run)
    }
    if ((await collectIt(run)) === 'wasItAccepted') {
      if ((await wasItAccepted(run)) === 'collected') return end('success', 'Collected', run.data)
      return end('error', 'Not collected', run.data)
    }
  }
  await keepWhatWasWrong(run)
  return end('error', 'Not collected', run.data)
}

/** 'Start', 'Is there anything to collect?' */
async function isThereAnythingToCollect(run: Run): Promise<'nothingToCollect' | 'computeTheFee'> {
  await node('Start', () => {})
  return node('Is there anything to collect?', () => {
    if (mpo.is(run.data.amount, 'less_or_eq', 0)) return 'nothingToCollect'
    return 'computeTheFee'
  })
}

/** 'Compute the fee' */
async function computeTheFee(run: Run): Promise<'keepWhatWasWrong' | 'isItALargeOne'> {
  return node('Compute the fee', () => {
    try {
      run.data = {
        ...run.data,
        fee: mpo.fill(run, '$.math({{amount}}*2)', 'number'),
        currency: 'EUR',
        label: `Fee of ${mpo.text(run.data.client)}`,
      }
    } catch (error) {
      mpo.fail(run, 'set', error)
      return 'keepWhatWasWrong'
    }
    return 'isItALargeOne'
  })
}

/** 'Keep what was wrong' */
async function keepWhatWasWrong(run: Run): Promise<void> {
  await node('Keep what was wrong', () => {
    run.data = {
      ...run.data,
      reason: mpo.text(run.data.__conveyor_api_return_description__),
    }
  })
}

/** 'Is it a large one?' */
async function isItALargeOne(run: Run): Promise<'large' | 'small'> {
  return node('Is it a large one?', () => {
    if (mpo.is(run.data.fee, 'more', 100)) return 'large'
    return 'small'
  })
}

/** 'Large' */
async function large(run: Run): Promise<void> {
  await node('Large', () => {
    run.data = {
      ...run.data,
      kind: 'large',
    }
  })
}

/** 'Collect it' */
async function collectIt(run: Run): Promise<'keepWhatWasWrong' | 'wasItAccepted'> {
  try {
    const answer = await apiCall('Collect it', {
      method: 'POST',
      url: `${mpo.text(run.data.bank)}/fees`,
      headers: {
        authorization: `Bearer ${mpo.text(run.data.token)}`,
      },
      body: {
        amount: mpo.number(run.data.fee),
        currency: mpo.text(run.data.currency),
        label: mpo.text(run.data.label),
        kind: mpo.text(run.data.kind),
      },
      retry: { attempts: 1 },
      idempotencyKey: false,
      allowPrivate: true,
    })
    run.data = mpo.layAnswer(run.data, answer.body)
  } catch (error) {
    mpo.fail(run, 'api', error)
    return 'keepWhatWasWrong'
  }
  return 'wasItAccepted'
}

/** 'Was it accepted?' */
async function wasItAccepted(run: Run): Promise<'collected' | 'notCollected'> {
  return node('Was it accepted?', () => {
    if (mpo.is(run.data.accepted, 'eq', true)) return 'collected'
    return 'notCollected'
  })
}

/** 'Small' */
async function small(run: Run): Promise<void> {
  await node('Small', () => {
    run.data = {
      ...run.data,
      kind: 'small',
    }
  })
}

function end(
  outcome: CollectFeeResult['outcome'],
  title: string,
  data: mpo.Data | null,
): Promise<CollectFeeResult> {
  return node(title, () => ({ outcome, node: title, data }))
}
