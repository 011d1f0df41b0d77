/** What a run asks for and answers gets its letters here, when its step is over: its code and other interceptors see none. */
import type { Payload } from '@temporalio/common'
import { getRandomStream, type WorkflowInternalsInterceptor, workflowInfo } from '@temporalio/workflow'
import type { Letter, LetterHead } from '../../process/letter.ts'
import { sealFailure, withLetter } from '../../temporal/codec/letter-converter.cjs'
import type { Desk } from './desk.ts'

type Command = Parameters<
  NonNullable<WorkflowInternalsInterceptor['concludeActivation']>
>[0]['commands'][number]
type Payloads = readonly Payload[] | null | undefined

const NOTHING: Payload = { metadata: { encoding: new TextEncoder().encode('binary/null') } }

export function writeLetters(desk: Desk, commands: readonly Command[]): void {
  for (const command of commands) writeLetter(desk, command)
}

function writeLetter(desk: Desk, command: Command): void {
  const activity = command.scheduleActivity ?? command.scheduleLocalActivity
  const child = command.startChildWorkflowExecution
  const signal = command.signalExternalWorkflowExecution
  const next = command.continueAsNewWorkflowExecution
  const { completeWorkflowExecution: done, failWorkflowExecution: failed } = command
  if (activity) {
    const head = createHead('activity', activity.activityType)
    desk.calls.set(`a${activity.seq}`, head.id)
    activity.arguments = sealAll(activity.arguments, head)
  } else if (child) {
    const head = createHead('start', child.workflowType)
    desk.calls.set(`c${child.seq}`, head.id)
    child.input = sealAll(child.input, { ...head, answers: head.id })
  } else if (signal) {
    signal.args = sealAll(signal.args, createHead('signal', signal.signalName))
  } else if (next) {
    const head = createHead('start', next.workflowType)
    const carried = { from: workflowInfo().runId, since: desk.since, seen: [...desk.seen] }
    next.arguments = sealAll(next.arguments, { ...head, ...carried, ...answersOf(desk) })
  } else if (command.respondToQuery) writeQueryAnswer(desk, command.respondToQuery)
  else if (command.updateResponse) writeUpdateAnswer(desk, command.updateResponse)
  else if (done || failed) {
    // Drawn as ever, for a child: what comes after must not change
    const id = desk.answers === undefined ? '' : createHead('answer', '') && desk.answers
    const letter = answerOf('result', id, workflowInfo().runId)
    if (done?.result) done.result = withLetter(done.result, letter)
    if (failed?.failure && desk.answers !== undefined) failed.failure = sealFailure(failed.failure, letter)
  }
}

/** Draws nothing: a query leaves no trace. */
function writeQueryAnswer(desk: Desk, answer: NonNullable<Command['respondToQuery']>): void {
  const key = `q${answer.queryId}`
  const id = desk.asked.get(key)
  desk.asked.delete(key)
  if (id !== undefined && answer.succeeded?.response)
    answer.succeeded.response = withLetter(answer.succeeded.response, answerOf('query', id))
}

function writeUpdateAnswer(desk: Desk, answer: NonNullable<Command['updateResponse']>): void {
  const key = `u${answer.protocolInstanceId}`
  const letter = answerOf('update', desk.asked.get(key) ?? '')
  if (answer.completed) answer.completed = withLetter(answer.completed, letter)
  if (answer.rejected) answer.rejected = sealFailure(answer.rejected, letter)
  if (!answer.accepted) desk.asked.delete(key)
}

function answerOf(name: 'result' | 'update' | 'query', id: string, run?: string): Letter {
  return { for: 'answer', name, id, at: Date.now(), arg: 0, args: 1, ...(run === undefined ? {} : { run }) }
}

/** Drawn beside the numbers of the run itself, which stay as they were; a reset draws others from its point on. */
function createHead(as: LetterHead['for'], name: string | null | undefined): LetterHead {
  const id = getRandomStream('startnode/letters').uuid4().replaceAll('-', '').slice(0, 20)
  return { for: as, name: name ?? '', id, at: Date.now() }
}

function answersOf({ answers }: Desk): { answers?: string } {
  return answers === undefined ? {} : { answers }
}

function sealAll(payloads: Payloads, head: LetterHead): Payload[] {
  const all = payloads ?? []
  if (all.length === 0) return [withLetter(NOTHING, { ...head, arg: 0, args: 0 })]
  return all.map((payload, arg) => withLetter(payload, { ...head, arg, args: all.length }))
}
