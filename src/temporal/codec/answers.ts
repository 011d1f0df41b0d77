/**
 * Whether an answer that a client reads was made for what it asked: the result of a run, the answer to a query or an
 * Update. The SDK gives a client the bare value, so the codec notes here, call by call, what it opened.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { type WorkflowClient, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure, type Payload } from '@temporalio/common'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { LETTER_FIELD, type Letter, MARK_FIELD } from '../../process/letter.ts'
import { writesLetters } from './writes-letters.ts'

interface Reading {
  /** What was opened, in order: its letter; `old` where that is accepted still; null: nothing that counts. */
  readonly opened: (Letter | 'old' | null)[]
  /** Id of the Update that was sent. */
  updateId: string | null
}

const readings = new AsyncLocalStorage<Reading>()

/** Failures of an Update that are Temporal's own word, and have no letter. */
const OF_TEMPORAL = new Set(['AcceptedUpdateCompletedWorkflow', 'UnprocessedUpdate'])

/** For the codec: it opened this for somebody. */
export function noteOpened({ metadata }: Payload): void {
  const reading = readings.getStore()
  if (reading === undefined) return
  const [mark, letter] = [metadata?.[MARK_FIELD], metadata?.[LETTER_FIELD]]
  if (mark) reading.opened.push(Buffer.from(mark).toString() === 'old' ? 'old' : null)
  else reading.opened.push(letter ? (JSON.parse(Buffer.from(letter).toString()) as Letter) : null)
}

/** For the interceptor: an Update goes out. */
export function noteUpdate(id: string): void {
  const reading = readings.getStore()
  if (reading !== undefined) reading.updateId = id
}

/**
 * The result of a run, if that run made it.
 *
 * @param runId null: whichever run of this workflow id
 * @param read asks one client for one result; what it throws is thrown
 * @throws StartnodeError `payload_unsealed`
 * @example await believeResult(client, runId, () => client.result(workflowId, runId, { followRuns: false }))
 */
export function believeResult<T>(
  client: Pick<WorkflowClient, 'options'>,
  runId: string | null,
  read: () => Promise<T>,
): Promise<T> {
  return believe(client, read, ({ name, run }) => name === 'result' && (runId === null || run === runId))
}

/**
 * The answer to an Update, or its refusal, if the workflow gave it to this Update.
 *
 * @param send sends one Update and waits for its answer
 * @throws StartnodeError `payload_unsealed`
 */
export async function believeUpdate<T>(
  client: Pick<WorkflowClient, 'options'>,
  send: () => Promise<T>,
): Promise<T> {
  const isIt = ({ name, id }: Letter, { updateId }: Reading) => name === 'update' && id === updateId
  return believe(client, send, isIt, (error, letter) => {
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined
    if (!(cause instanceof ApplicationFailure) || OF_TEMPORAL.has(cause.type ?? '')) return true
    // Type and whether it may be tried again stand beside the seal.
    return (
      letter === 'old' || letter?.chain === JSON.stringify([[cause.type ?? '', Boolean(cause.nonRetryable)]])
    )
  })
}

/** The answer to the query with this id; every client of ours asks so. */
export function believeQuery<T>(id: string, ask: () => Promise<T>): Promise<T> {
  return check(ask, (letter) => letter.name === 'query' && letter.id === id)
}

function believe<T>(
  client: Pick<WorkflowClient, 'options'>,
  call: () => Promise<T>,
  isIt: (letter: Letter, reading: Reading) => boolean,
  isRefusal?: (error: unknown, letter: Letter | 'old' | null) => boolean,
): Promise<T> {
  return writesLetters(client.options.dataConverter) ? check(call, isIt, isRefusal) : call()
}

function check<T>(
  call: () => Promise<T>,
  isIt: (letter: Letter, reading: Reading) => boolean,
  isRefusal: (error: unknown, letter: Letter | 'old' | null) => boolean = () => true,
): Promise<T> {
  const reading: Reading = { opened: [], updateId: null }
  const first = () => {
    const [letter = null] = reading.opened
    return letter === 'old' || (letter?.for === 'answer' && isIt(letter, reading)) ? letter : null
  }
  return readings.run(reading, async () => {
    let value: T
    try {
      value = await call()
    } catch (error) {
      if (isRefusal(error, first())) throw error
      throw new StartnodeError('payload_unsealed', undefined, { cause: error })
    }
    if (first() === null) throw new StartnodeError('payload_unsealed')
    return value
  })
}
