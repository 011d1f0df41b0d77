/**
 * What comes to a run, looked at before it reaches any of its code. The codec has opened the seals outside of the sandbox
 * and told by a mark what was not sealed for this place; here the letter is compared with what the run is and asked for.
 *
 * Throwing fails the workflow *task*: the run stands still, its code sees nothing, and goes on once the history is reset
 * to before what was forged. Must never depend on anything but the activation.
 */
import type { Payload } from '@temporalio/common'
import { type WorkflowInternalsInterceptor, workflowInfo } from '@temporalio/workflow'
import { joinLetters, LETTER_FIELD, type Letter, MARK_FIELD } from '../../process/letter.ts'
import { chainOf } from '../../temporal/codec/letter-converter.cjs'
import { countSignal, type Desk } from './desk.ts'

type Activation = Parameters<NonNullable<WorkflowInternalsInterceptor['activate']>>[0]['activation']
type Job = NonNullable<Activation['jobs']>[number]
type Resolved = NonNullable<NonNullable<Job['resolveActivity']>['result']>
type Failure = NonNullable<NonNullable<Resolved['failed']>['failure']>
type Payloads = readonly Payload[] | null | undefined

/** A start is sealed for this long: Temporal may have been away when it was sent. */
const START_WITHIN_MS = 4 * 60 * 60_000
/** Clocks differ, and a signal may be under way when a later task of the same id starts. */
const CLOCK_MS = 10 * 60_000
/** Headers for the handlers of signals and Updates; what others wrote under these names is taken out. */
export const IN_CLEAR = 'startnode-in-clear'
export const REFUSED = 'startnode-refused'
/** Updates that prove themselves, or change nothing. */
const OPEN_UPDATES = new Set(['change', 'reply'])

/** @returns the jobs that may be done */
export function checkJobs(desk: Desk, jobs: readonly Job[]): Job[] {
  return jobs.filter((job) => {
    if (job.initializeWorkflow) checkStart(desk, job.initializeWorkflow)
    if (job.resolveActivity) checkAnswer(desk, `a${job.resolveActivity.seq}`, job.resolveActivity.result)
    if (job.resolveChildWorkflowExecution) {
      const { seq, result } = job.resolveChildWorkflowExecution
      checkAnswer(desk, `c${seq}`, result)
    }
    if (job.doUpdate) checkUpdate(desk, job.doUpdate)
    if (job.queryWorkflow) checkQuery(desk, job.queryWorkflow)
    return job.signalWorkflow ? checkSignal(desk, job.signalWorkflow) : true
  })
}

function checkStart(desk: Desk, job: NonNullable<Job['initializeWorkflow']>): void {
  const letter = lettersOf(job.arguments)
  if (letter === null) {
    if (!isOld(job.arguments)) throw unsealed('it was started by nobody who holds the keys')
    desk.old = true
    return
  }
  const { workflowType, continuedFromExecutionRunId, startTime } = workflowInfo()
  if (letter.for !== 'start' || letter.name !== workflowType)
    throw unsealed(`its argument was sealed for ${letter.name}`)
  if (letter.from !== undefined && letter.from !== continuedFromExecutionRunId)
    throw unsealed('its argument is that of a run which goes on elsewhere')
  const isLate = startTime.getTime() > letter.at + START_WITHIN_MS
  if (letter.from === undefined && letter.firing !== true && isLate)
    throw unsealed(`its argument was sealed at ${new Date(letter.at).toISOString()}`)
  if (letter.args === 0) job.arguments = []
  desk.answers = letter.answers
  desk.since = letter.since ?? startTime.getTime()
  for (const id of letter.seen ?? []) desk.seen.add(id)
}

function checkAnswer(desk: Desk, key: string, result: Partial<Resolved> | null | undefined): void {
  const call = desk.calls.get(key)
  desk.calls.delete(key)
  const failed = result?.failed?.failure
  if (result?.completed) {
    const payload = result.completed.result
    if (!isAnswer(call, payload)) throw unsealed('a result was made by nobody who was asked')
  } else if (failed) {
    const wrapped = failed.activityFailureInfo || failed.childWorkflowExecutionFailureInfo
    checkFailure(desk, call, (wrapped ? failed.cause : failed) ?? {})
  }
}

/** Timeouts, cancels and the like are Temporal's word. */
function checkFailure(desk: Desk, call: string | undefined, failure: Failure): void {
  const isOurs =
    failure.applicationFailureInfo || failure.activityFailureInfo || failure.childWorkflowExecutionFailureInfo
  if (!isOurs || (desk.old && !failure.encodedAttributes) || isOld(listOf(failure.encodedAttributes))) return
  const letter = readLetter(failure.encodedAttributes)
  const details = failure.applicationFailureInfo?.details?.payloads ?? []
  const isWhole =
    isAnswer(call, failure.encodedAttributes) &&
    letter?.chain === chainOf(failure) &&
    letter.args === details.length &&
    details.every((detail, at) => isAnswer(call, detail) && readLetter(detail)?.arg === at)
  if (!isWhole) throw unsealed('a failure was made by nobody who was asked')
}

function isAnswer(call: string | undefined, payload: Payload | null | undefined): boolean {
  if (isOld(listOf(payload))) return true
  const letter = readLetter(payload)
  return call !== undefined && letter?.for === 'answer' && letter.id === call
}

/** @returns false: it is dropped */
function checkSignal(desk: Desk, job: NonNullable<Job['signalWorkflow']>): boolean {
  const { [IN_CLEAR]: _, ...headers } = job.headers ?? {}
  job.headers = headers
  const letter = lettersOf(job.input)
  if (letter === null) {
    const isSealed = (job.input ?? []).some((payload) => markOf(payload) !== 'clear')
    if (isOld(job.input)) return true
    job.headers = { ...headers, [IN_CLEAR]: {} }
    return !isSealed
  }
  if (letter.for !== 'signal' || letter.name !== job.signalName) return false
  if (letter.at < desk.since - CLOCK_MS || !countSignal(desk, letter.id)) return false
  if (letter.args === 0) job.input = []
  return true
}

function checkUpdate(desk: Desk, job: NonNullable<Job['doUpdate']>): void {
  const { [REFUSED]: _, ...headers } = job.headers ?? {}
  job.headers = headers
  const letter = lettersOf(job.input)
  const isOpen = letter === null && (OPEN_UPDATES.has(job.name ?? '') || isOld(job.input))
  const isSealed =
    letter?.for === 'update' &&
    letter.name === job.name &&
    letter.id === job.id &&
    letter.at >= desk.since - CLOCK_MS
  if (!isOpen && !isSealed) job.headers = { ...headers, [REFUSED]: {} }
  desk.asked.set(`u${job.protocolInstanceId}`, job.id ?? '')
  if (letter?.args === 0) job.input = []
}

/** Anybody may ask; who does with a letter is told that the answer is to this question. */
function checkQuery(desk: Desk, job: NonNullable<Job['queryWorkflow']>): void {
  const letter = lettersOf(job.arguments)
  if (letter?.for !== 'query' || letter.name !== job.queryType) return
  desk.asked.set(`q${job.queryId}`, letter.id)
  if (letter.args === 0) job.arguments = []
}

function lettersOf(payloads: Payloads): Letter | null {
  return joinLetters((payloads ?? []).map(readLetter))
}

function readLetter(payload: Payload | null | undefined): Letter | null {
  const field = payload?.metadata?.[LETTER_FIELD]
  return field ? (JSON.parse(new TextDecoder().decode(field)) as Letter) : null
}

function isOld(payloads: Payloads): boolean {
  return payloads != null && payloads.length > 0 && payloads.every((payload) => markOf(payload) === 'old')
}

function markOf(payload: Payload): string | null {
  const field = payload.metadata?.[MARK_FIELD]
  return field ? new TextDecoder().decode(field) : null
}

function listOf(payload: Payload | null | undefined): Payload[] {
  return payload ? [payload] : []
}

/** No failure of the SDK: it would end the run instead of its workflow task. */
function unsealed(why: string): Error {
  return Object.assign(new Error(`Not sealed for this place by a holder of ENCRYPTION_KEYS: ${why}`), {
    name: 'PayloadUnsealed',
  })
}
