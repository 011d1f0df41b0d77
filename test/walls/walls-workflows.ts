/** Workflows for the attacks of this folder. */
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  type ChildWorkflowFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  executeChild,
  getExternalWorkflowHandle,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { waitForCallback, waitForSignal } from '../../src/workflows/nodes/index.ts'

interface Activities {
  check(what: string): Promise<string>
  pay(to: string): Promise<string>
  nothing(): Promise<void>
  refuse(why: string): Promise<string>
}
const options = {
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 2, initialInterval: 10 },
} as const
const { check, pay, nothing, refuse } = proxyActivities<Activities>(options)
const local = proxyLocalActivities<Activities>(options)

/** Everything that a run may ask for and get, all of it honest. */
export async function doesEverything(what: string, runs = 2): Promise<string> {
  const said: string[] = []
  let told = ''
  setHandler(defineSignal<[string]>('tell'), (text) => {
    told = text
  })
  setHandler(defineQuery<string>('told'), () => told)
  setHandler(defineUpdate<string, [string]>('ask'), (text) => `answer to ${text}`)
  said.push(await check(what), await local.check(what))
  await Promise.all([nothing(), local.nothing(), sleep(1)])
  for (const activities of [{ refuse }, local]) {
    const error = await activities.refuse('no').catch((thrown: unknown) => thrown)
    const { type, message, details } = ((error as ActivityFailure).cause ?? error) as ApplicationFailure
    said.push(`${type} ${message} ${JSON.stringify(details)}`)
  }
  const id = `${workflowInfo().workflowId}-child-${runs}`
  said.push(await executeChild(answersParent, { workflowId: id, args: ['child'] }))
  said.push(await executeChild(answersParent, { args: ['again'] }))
  const failed = await executeChild(failsParent, { args: [] }).catch((thrown: unknown) => thrown)
  said.push(((failed as ChildWorkflowFailure).cause as ApplicationFailure).message)
  await CancellationScope.withTimeout(5, () => sleep(60_000)).catch(() => {})
  await condition(() => told !== '')
  if (runs > 1) await continueAsNew<typeof doesEverything>(what, runs - 1)
  return said.join(', ')
}

export async function answersParent(what: string): Promise<string> {
  if (what === 'again') await continueAsNew<typeof answersParent>(await check(what))
  await nothing()
  return `${what} answered`
}

export async function failsParent(): Promise<string> {
  await nothing()
  return await refuse('from below')
}

/** Pays where the check says so; an attacker would like to say it. */
export async function checksAndPays(to: string): Promise<string> {
  const verdict = await check(to).catch((error: unknown) => {
    // As a process that takes back what it did when Mambu refuses.
    if (error instanceof ActivityFailure && error.cause instanceof ApplicationFailure) return 'refused'
    throw error
  })
  return verdict === 'yes' ? await pay(to) : `not paid: ${verdict}`
}

export async function asksChild(to: string): Promise<string> {
  const workflowId = `${workflowInfo().workflowId}-child`
  const verdict = await executeChild('waitsLong', { workflowId, args: [to] })
  return verdict === 'yes' ? await pay(to) : `not paid: ${String(verdict)}`
}

export async function waitsLong(to: string): Promise<string> {
  await sleep('1 hour')
  return to
}

/** Another type with the same argument. */
export async function paysAtOnce(to: string): Promise<string> {
  return await pay(to)
}

export async function countsSignals(): Promise<string[]> {
  const got: string[] = []
  setHandler(defineSignal<[string]>('add'), (text) => {
    got.push(text)
  })
  setHandler(defineQuery<string[]>('got'), () => got)
  setHandler(defineUpdate<number, [string]>('put'), (text) => got.push(text))
  setHandler(defineUpdate<number, [string]>('refuses'), (why) => {
    throw ApplicationFailure.nonRetryable(why, 'Refused')
  })
  await condition(() => got.includes('end'))
  return got
}

export async function tellsOther(workflowId: string, text: string): Promise<void> {
  await getExternalWorkflowHandle(workflowId).signal('add', text)
}

const readText = (payload: unknown) =>
  typeof payload === 'string' ? { accepted: payload } : { refused: 'it is no text' }

/** A task whose nodes wait for signals. */
export async function waitsAtNodes(_task: Task): Promise<unknown[]> {
  const own = await waitForSignal('Own', { signal: 'own', read: readText })
  const open = await waitForSignal('Open', { signal: 'open', read: readText, open: true })
  const called = await waitForCallback('Called', { read: readText })
  return [own, open, called]
}
