/**
 * Plays events of few refs to several receivers at once, with tasks that end all the time, then repeats everything,
 * and tells of each event how many outcomes it has. One is the promise.
 */
import { randomUUID } from 'node:crypto'
import { defaultPayloadConverter } from '@temporalio/common'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import type { DeliveryTarget } from '../../src/forwarder/deliver/delivery-target.ts'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { Delivery } from '../../src/inbox/delivery.ts'
import type { Inbox } from '../../src/inbox/inbox.ts'
import { deliveryWorkflowId, refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import type { Task } from '../../src/process/task.ts'
import { forEachAtOnce } from '../helpers/for-each-at-once.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'

const PROCESS = 'loan-approved'
const MAX_TASK_MS = 60

export interface Played {
  readonly events: number
  /** Task ids with another number of outcomes than one, and that number. */
  readonly wrong: readonly (readonly [taskId: string, outcomes: number])[]
  readonly kinds: Readonly<Record<'task' | 'signalled' | 'quarantined', number>>
}

/**
 * @param inboxes one per receiver
 * @param shared share of the events (0 to 1) that come to every receiver; the others to one
 * @param terminate true: tasks are also terminated at any moment, some before they begin
 */
export async function playRefs(
  target: DeliveryTarget,
  inboxes: readonly Inbox[],
  options: { refs: number; eventsPerRef: number; shared: number; terminate: boolean },
): Promise<Played> {
  const { refs, eventsPerRef, shared } = options
  const names = Array.from({ length: refs }, () => randomUUID())
  const events = names.flatMap((ref, number) =>
    Array.from({ length: eventsPerRef }, () =>
      makeDelivery({
        ref,
        refInUse: number % 2 === 0 ? 'signal' : 'quarantine',
        data: { endsAfterMs: Math.floor(Math.random() * MAX_TASK_MS) },
      }),
    ),
  )
  const forwarders = inboxes.map((inbox) => startForwarder({ inbox, target }))
  const terminator = options.terminate ? startTerminator(target, names) : null
  try {
    for (const event of shuffle(events)) {
      const to =
        Math.random() < shared ? inboxes : [inboxes[Math.floor(Math.random() * inboxes.length)] as Inbox]
      await Promise.all(to.map((inbox) => inbox.accept(event)))
    }
    // While the first ones are still being decided, and then when all is over.
    for (const event of shuffle(events).slice(0, events.length / 2)) await inboxes[0]?.accept(event)
    for (const forwarder of forwarders)
      if ((await forwarder.drain(120_000)) > 0) throw new Error('not drained')
  } finally {
    await terminator?.stop()
    await Promise.all(forwarders.map((forwarder) => forwarder.stop()))
  }
  await everythingEnded(target, names)
  await forEachAtOnce(events, 8, async (event) => {
    await deliver(event, target)
    await deliver({ ...event, requestId: randomUUID() }, target)
  })
  await everythingEnded(target, names)
  return judge(target, names, events)
}

async function judge(
  target: DeliveryTarget,
  refs: readonly string[],
  events: readonly Delivery[],
): Promise<Played> {
  const found = new Map<string, number>(events.map(({ taskId }) => [taskId, 0]))
  const kinds = { task: 0, signalled: 0, quarantined: 0 }
  const count = (taskId: string, kind: keyof typeof kinds) => {
    found.set(taskId, (found.get(taskId) ?? 0) + 1)
    kinds[kind] += 1
  }
  const runs = await listRuns(target, refs)
  await forEachAtOnce(runs, 16, async ({ workflowId, runId }) => {
    const { events: history = [] } = await target.client.getHandle(workflowId, runId).fetchHistory()
    for (const event of history ?? []) {
      const started = event.workflowExecutionStartedEventAttributes
      const signalled = event.workflowExecutionSignaledEventAttributes
      const [argument] = (started ?? signalled)?.input?.payloads ?? []
      if (!argument) continue
      const { taskId } = defaultPayloadConverter.fromPayload<Task>(argument)
      count(taskId, started ? 'task' : 'signalled')
    }
  })
  await forEachAtOnce(events, 16, async ({ taskId }) => {
    const workflowId = deliveryWorkflowId(PROCESS, taskId)
    const entry = await target.client
      .getHandle(workflowId)
      .describe()
      .catch(() => null)
    if (entry?.type === 'quarantinedDelivery') count(taskId, 'quarantined')
  })
  return { events: events.length, wrong: [...found].filter(([, outcomes]) => outcomes !== 1), kinds }
}

async function listRuns(
  { client }: DeliveryTarget,
  refs: readonly string[],
): Promise<{ workflowId: string; runId: string }[]> {
  const runs: { workflowId: string; runId: string }[] = []
  for (const ref of refs) {
    const query = `WorkflowId = '${refWorkflowId(PROCESS, ref)}'`
    for await (const { workflowId, runId } of client.list({ query })) runs.push({ workflowId, runId })
  }
  return runs
}

/** Terminates the latest run of one of the refs, again and again. */
function startTerminator({ client }: DeliveryTarget, refs: readonly string[]) {
  let stopped = false
  const run = async () => {
    for (let round = 0; !stopped; round++) {
      const workflowId = refWorkflowId(PROCESS, refs[round % refs.length] as string)
      // Mostly it is closed, or there is none yet.
      await client
        .getHandle(workflowId)
        .terminate()
        .catch(() => {})
    }
  }
  const running = run()
  return {
    async stop() {
      stopped = true
      await running
    },
  }
}

/** No record is undecided and no task open; by visibility, so looked at until it says the same twice. */
async function everythingEnded(
  { client, taskQueue }: DeliveryTarget,
  refs: readonly string[],
): Promise<void> {
  let seen = -1
  await waitFor(
    'everything ended',
    async () => {
      const deciding = `TaskQueue = '${taskQueue}' AND WorkflowType = 'deliveryRecord' AND ExecutionStatus = 'Running'`
      if ((await client.count(deciding)).count > 0) return false
      let runs = 0
      for (const ref of refs) {
        const ofRef = `WorkflowId = '${refWorkflowId(PROCESS, ref)}'`
        if ((await client.count(`${ofRef} AND ExecutionStatus = 'Running'`)).count > 0) return false
        runs += (await client.count(ofRef)).count
      }
      const settled = runs === seen
      seen = runs
      return settled
    },
    60_000,
  )
}

function shuffle<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value)
}
