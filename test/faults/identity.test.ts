/**
 * One delivery, one outcome, under everything at once: keys reused across refs and bodies, bad bodies that their senders or
 * operators mend, two receivers, kill -9 of receivers and worker. From seeds, so that what failed can be run again:
 *
 *     STRESS_SEEDS=7,8,9 STRESS_EVENTS=5000 npx vitest run test/faults/identity.test.ts
 */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isStartnodeError } from '../../src/errors/startnode-error.ts'
import { createQuarantine } from '../../src/quarantine/quarantine-client.ts'
import { forEachAtOnce } from '../helpers/for-each-at-once.ts'
import { judgeHistory } from '../helpers/invariants.ts'
import { type FoundOutcome, readOutcomes } from '../helpers/read-outcomes.ts'
import { createRecordingClient, type RecordingClient, type SentRequest } from '../helpers/recording-client.ts'
import {
  type StackProcess,
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../helpers/stack-processes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { createRandom, makeEvents, type StressEvent } from './identity-events.ts'

const EVENTS = Number(process.env.STRESS_EVENTS ?? 250)
const SEEDS = (process.env.STRESS_SEEDS ?? '1').split(',').map(Number)
const PROCESSES = ['plain-events', 'kept-events', 'signalled-events'] as const
const SENDERS = 12
const WITHIN_MS = 60_000 + EVENTS * 200

let stack: StackProcesses
let worker: StackProcess
let receivers: StackReceiver[]
let client: RecordingClient
const paths = new Map<string, string>()
/** What operators resubmitted, as if it had been sent. */
const resubmitted: SentRequest[] = []

beforeAll(async () => {
  stack = await startStackProcesses({
    temporal: temporalAddress(),
    namespace: 'faults-2',
    env: {
      WORKFLOWS_DIR: fileURLToPath(new URL('./identity-workflows/', import.meta.url)),
      QUARANTINE_MAX_PER_PROCESS: '1000000',
    },
  })
  client = createRecordingClient()
  worker = await stack.addWorker()
  for (const process of PROCESSES) paths.set(process, await stack.openDirectUrl(process))
  receivers = [await stack.addReceiver(), await stack.addReceiver({ FAST_PATH: 'off' })]
}, 180_000)

afterAll(async () => {
  client?.close()
  await stack?.stop()
})

for (const seed of SEEDS) {
  test(`seed ${seed}: ${EVENTS} events, each body has its one outcome`, {
    timeout: WITHIN_MS * 3,
  }, async () => {
    const from = { sent: client.sent.length, resubmitted: resubmitted.length }
    const name = `s${seed}-${Date.now().toString(36)}`
    const events = makeEvents(seed, EVENTS, name)
    const random = createRandom(seed + 1_000_000)
    let done = 0
    const load = forEachAtOnce(events, SENDERS, async (event) => {
      await send(event, random() < 0.7)
      done += 1
    })
    const share = (part: number) => waitFor('enough was sent', () => done >= events.length * part, WITHIN_MS)
    const operator = mendSome(name, random, () => done >= events.length)
    await share(0.25)
    await restart(receivers[0] as StackReceiver)
    await share(0.45)
    await restart(worker)
    await share(0.65)
    await Promise.all([...receivers, worker].map(restart))
    await load
    await operator
    await settle()

    const ours = [...client.sent.slice(from.sent), ...resubmitted.slice(from.resubmitted)]
    const mustHave = new Set(ours.flatMap(({ taskId }) => taskId ?? []))
    let outcomes: FoundOutcome[] = []
    let violations: string[] = []
    await waitFor(
      'all outcomes are visible and right',
      async () => {
        outcomes = await readOurs(name, mustHave)
        violations = judgeHistory(ours, outcomes)
        return violations.length === 0
      },
      60_000,
    ).catch(() => {})
    expect(violations).toEqual([])
    expect(await findTwiceTold(outcomes)).toEqual([])
    const kinds = new Map<string, number>()
    for (const { kind, code = '' } of outcomes) {
      const what = `${kind} ${code}`.trim()
      kinds.set(what, (kinds.get(what) ?? 0) + 1)
    }
    const unknown = ours.filter(({ status }) => status === null).length
    console.log(`seed ${seed}: ${ours.length} requests, ${unknown} unknown, ${JSON.stringify([...kinds])}`)
    expect(kinds.get('quarantined delivery_key_reused')).toBeGreaterThan(0)
  })
}

/** @param isPatient true: sends again what got no answer, as Mambu does */
async function send({ process, key, ref, body, first }: StressEvent, isPatient: boolean): Promise<void> {
  const order = first ? receivers : [...receivers].reverse()
  for (const receiver of order) {
    const url = receiver.url + paths.get(process)
    const { status } = await client.send({ process, url, body, key, ref })
    if (status !== null && status < 500) return
    // It may have been accepted: without a key a second try is a second delivery.
    if (key === null || !isPatient) return
    await waitFor('a receiver is back', async () => (await fetch(`${order.at(-1)?.url}/livez`)).ok, WITHIN_MS)
  }
}

async function restart(one: StackProcess): Promise<void> {
  await one.end('SIGKILL')
  await one.start()
}

/** An operator beside the load: mends and resubmits entries of bad bodies, some of whose senders mend them too. */
async function mendSome(name: string, random: () => number, isOver: () => boolean): Promise<void> {
  const quarantine = createQuarantine(stack.client)
  const actor = 'test:operator'
  const tried = new Set<string>()
  while (!isOver()) {
    for (const process of PROCESSES) {
      const { entries } = await quarantine.list({ process, limit: 20 }).catch(() => ({ entries: [] }))
      const entry = entries.find(
        ({ taskId, summary }) => summary?.code === 'schema_mismatch' && !tried.has(taskId),
      )
      if (entry === undefined) continue
      tried.add(entry.taskId)
      const kept = await quarantine.show(process, entry.taskId).catch(() => null)
      if (kept === null || !kept.body.includes(name) || kept.edits > 0) continue
      const { ref } = JSON.parse(kept.body) as { ref: string }
      const body = JSON.stringify({ ref, n: 100 + Math.floor(random() * 2) })
      const { key = null } = await readKept(kept.process, entry.taskId)
      const row = { process, key, ref: process === 'plain-events' ? null : ref, body }
      const identity = kept.identity ?? null
      await mend(entry.taskId, row, identity)
    }
    await waitFor('the load goes on', () => true)
  }

  async function mend(
    entryId: string,
    row: Pick<SentRequest, 'process' | 'key' | 'body'> & { ref: string | null },
    identity: string | null,
  ): Promise<void> {
    const taskId = row.key === null ? entryId : identity
    const rest = { answer: '', durationMs: 0 }
    try {
      await quarantine.edit(row.process, entryId, { body: row.body, actor })
      await quarantine.resubmit(row.process, entryId, { actor })
      resubmitted.push({ ...row, ...rest, status: 200, taskId })
    } catch (error) {
      const code = isStartnodeError(error) ? error.code : ''
      if (['delivery_key_reused', 'not_unical_ref', 'quarantine_closed'].includes(code)) return
      // Late or killed meanwhile: it may have been done.
      resubmitted.push({ ...row, ...rest, status: null, taskId: null })
    }
  }
}

async function readKept(process: string, taskId: string): Promise<{ readonly key?: string | null }> {
  const handle = stack.client.getHandle(`${process}/d/${taskId}`)
  const { events } = await handle.fetchHistory()
  const data = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  return JSON.parse(Buffer.from(data as Uint8Array).toString()) as { key?: string | null }
}

/** Until the inboxes are empty, and everything in Temporal is decided and done. */
async function settle(): Promise<void> {
  for (const receiver of receivers) {
    for (let left = 1; left > 0; ) {
      await receiver.end('SIGTERM')
      left = Number(/"left":(\d+)(?!.*"left":)/s.exec(receiver.log())?.[1] ?? 0)
      await receiver.start()
    }
  }
  const undecided = PROCESSES.map((process) => `WorkflowId STARTS_WITH '${process}/'`).join(' OR ')
  const query = `(${undecided}) AND ExecutionStatus = 'Running' AND WorkflowType != 'quarantinedDelivery'`
  await waitFor('everything is decided', async () => (await stack.client.count(query)).count === 0, WITHIN_MS)
}

async function readOurs(name: string, mustHave: ReadonlySet<string>): Promise<FoundOutcome[]> {
  const all = await Promise.all(PROCESSES.map((process) => readOutcomes(stack.client, process, mustHave)))
  return all.flat().filter(({ data }) => JSON.stringify(data)?.includes(name))
}

/** Deliveries that reached tasks more than once, or never. */
async function findTwiceTold(outcomes: readonly FoundOutcome[]): Promise<string[]> {
  const told = new Map<string, number>()
  const tasks = outcomes.filter(({ kind }) => kind === 'task')
  await forEachAtOnce(tasks, 16, async ({ workflowId, runId }) => {
    const came = (await stack.client.getHandle(workflowId, runId).result()) as string[]
    for (const taskId of came)
      told.set(`${workflowId} ${taskId}`, (told.get(`${workflowId} ${taskId}`) ?? 0) + 1)
  })
  const twice = [...told].filter(([, times]) => times !== 1).map(([what, times]) => `${what}: ${times} times`)
  const ids = new Set([...told.keys()].map((what) => what.split(' ').at(-1)))
  const lost = outcomes.filter(({ kind, taskId }) => kind === 'signalled' && !ids.has(taskId))
  return [...twice, ...lost.map(({ workflowId }) => `${workflowId}: never told`)]
}
