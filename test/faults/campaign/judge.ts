/** What must hold when all is healed: bodies and identities, replies, money, schedules, and what was revoked. */
import { taskIdOf } from '../../../src/process/ids/task-id.ts'
import { forEachAtOnce } from '../../helpers/for-each-at-once.ts'
import { judgeHistory } from '../../helpers/invariants.ts'
import { type FoundOutcome, readOutcomes } from '../../helpers/read-outcomes.ts'
import type { SentRequest } from '../../helpers/recording-client.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type CampaignStack, SCHEDULED } from './campaign-stack.ts'
import { PROCESSES } from './events.ts'

/** Visibility is late by nature. */
const SEEN_WITHIN_MS = 60_000

export interface Judgement {
  /** In plain words; empty: the promises held. */
  readonly violations: readonly string[]
  /** How many of each kind of outcome. */
  readonly outcomes: Readonly<Record<string, number>>
}

export interface Judged {
  /** What every ref and key begins with. */
  readonly name: string
  /** Paths that no receiver may take any more. */
  readonly revoked: readonly string[]
  /** Tasks of an operator that Temporal forgot when it was restored; null: it was not. */
  readonly forgotten: ReadonlySet<string> | null
}

export async function judge(
  on: CampaignStack,
  history: readonly SentRequest[],
  { name, revoked, forgotten }: Judged,
): Promise<Judgement> {
  const mustHave = new Set(history.flatMap(({ taskId }) => taskId ?? []))
  let outcomes: FoundOutcome[] = []
  let violations: string[] = []
  await waitFor(
    'all outcomes are visible and right',
    async () => {
      const all = await Promise.all(PROCESSES.map((one) => readOutcomes(on.stack.client, one, mustHave)))
      outcomes = all.flat().filter(({ data }) => JSON.stringify(data)?.includes(name))
      violations = judgeHistory(history, outcomes)
      return violations.length === 0
    },
    SEEN_WITHIN_MS,
    // Told as violations
  ).catch(() => {})
  const counts: Record<string, number> = {}
  for (const { kind, code = '' } of outcomes) {
    const what = `${kind} ${code}`.trim()
    counts[what] = (counts[what] ?? 0) + 1
  }
  return {
    outcomes: counts,
    violations: [
      ...violations,
      ...(await judgeTold(on, outcomes)),
      ...(await judgeMoney(on, outcomes, forgotten && { forgotten, sent: sentFor(history) })),
      ...judgeReplies(history),
      ...(await judgeSchedule(on)),
      ...(await judgeRevoked(on, revoked)),
    ],
  }
}

const processOf = ({ workflowId }: FoundOutcome) => workflowId.slice(0, workflowId.indexOf('/'))

/** Events that reached the tasks of their ref more than once, or never. */
async function judgeTold(on: CampaignStack, outcomes: readonly FoundOutcome[]): Promise<string[]> {
  const tasks = outcomes.filter((one) => one.kind === 'task' && processOf(one) !== 'paid-events')
  const told = new Map<string, number>()
  const violations: string[] = []
  await forEachAtOnce(tasks, 16, async ({ workflowId, runId, status }) => {
    if (status !== 'COMPLETED') {
      violations.push(`${workflowId} is ${status}`)
      return
    }
    for (const taskId of unwrap<string[]>(await on.stack.client.getHandle(workflowId, runId).result())) {
      const at = `${workflowId} ${taskId}`
      told.set(at, (told.get(at) ?? 0) + 1)
    }
  })
  const ids = new Set([...told.keys()].map((what) => what.split(' ').at(-1)))
  const lost = outcomes.filter(({ kind, taskId }) => kind === 'signalled' && !ids.has(taskId))
  return [
    ...violations,
    ...[...told].filter(([, times]) => times !== 1).map(([what, times]) => `${what}: told ${times} times`),
    ...lost.map(({ workflowId }) => `${workflowId}: never told`),
  ]
}

/** A task that replied keeps its reply beside its result. */
function unwrap<T>(result: unknown): T {
  return (Array.isArray(result) ? result : (result as { result: T }).result) as T
}

/** What was asked for by each task id: more than one where a key was used again. */
function sentFor(history: readonly SentRequest[]): ReadonlyMap<string, readonly number[]> {
  const sent = new Map<string, number[]>()
  for (const { process, key, ref = null, taskId, body } of history) {
    const id = key === null ? taskId : taskIdOf(process, key, ref)
    const n = process === 'paid-events' && id !== null && /"n":(\d+)\}$/.exec(body)?.[1]
    if (n) sent.set(id, [...(sent.get(id) ?? []), Number(n)])
  }
  return sent
}

/**
 * One order for each task, of what was sent, confirmed to that task. After a restore another body under the same key may have
 * become the task: it orders under the same key, and is told what was ordered first.
 */
async function judgeMoney(
  { partner, stack }: CampaignStack,
  outcomes: readonly FoundOutcome[],
  restored: {
    readonly forgotten: ReadonlySet<string>
    readonly sent: ReadonlyMap<string, readonly number[]>
  } | null,
): Promise<string[]> {
  const violations: string[] = []
  const paid = new Map<string, number[]>()
  for (const { taskId, n } of partner.orders.values()) paid.set(taskId, [...(paid.get(taskId) ?? []), n])
  const tasks = outcomes.filter((one) => one.kind === 'task' && processOf(one) === 'paid-events')
  for (const { workflowId, runId, taskId, data, status } of tasks) {
    const { n } = data as { n: number }
    const its = paid.get(taskId) ?? []
    const may = restored === null ? [n] : (restored.sent.get(taskId) ?? [n])
    const [ordered] = its
    if (its.length !== 1 || ordered === undefined || !may.includes(ordered))
      violations.push(`${workflowId} paid ${its.join(' and ')}, not ${may.join(' or ')}`)
    if (status !== 'COMPLETED') {
      const why = await stack.client
        .getHandle(workflowId, runId)
        .result()
        .catch((error: Error) => error.cause ?? error)
      violations.push(`${workflowId} is ${status}: ${why}`)
    } else {
      const confirmed = await stack.client.getHandle(workflowId, runId).result()
      if (confirmed !== ordered) violations.push(`${workflowId} was told ${confirmed}, not ${ordered}`)
    }
  }
  const known = new Set([...tasks.map(({ taskId }) => taskId), ...(restored?.forgotten ?? [])])
  const ofNobody = [...paid.keys()].filter((taskId) => !known.has(taskId))
  return [...violations, ...ofNobody.map((taskId) => `money moved for ${taskId}, which is no task`)]
}

/** Whoever got a reply got that of his own body. */
function judgeReplies(history: readonly SentRequest[]): string[] {
  return history.flatMap(({ answer, body, taskId }) => {
    if (!answer.includes('"echo"')) return []
    const { echo } = JSON.parse(answer) as { echo: number }
    const { n } = JSON.parse(body) as { n: number }
    return echo === n ? [] : [`${taskId}: ${body} was replied ${echo}`]
  })
}

/** Every firing is one task, and all of them came to their end. */
async function judgeSchedule({ stack: { client } }: CampaignStack): Promise<string[]> {
  const firings = new Set<string>()
  for await (const { workflowId, status } of client.list({ query: `WorkflowType = 'scheduledTask'` }))
    if (status.name === 'COMPLETED') firings.add(workflowId)
  const tasks: string[] = []
  for await (const one of client.list({ query: `WorkflowId STARTS_WITH '${SCHEDULED}/'` }))
    if (one.type !== 'scheduledTask') tasks.push(`${one.workflowId} ${one.status.name}`)
  const odd = tasks.filter((task) => !/ (COMPLETED|RUNNING)$/.test(task))
  const doubled = tasks.length - new Set(tasks).size
  return [
    ...odd.map((task) => `the scheduled ${task}`),
    ...(doubled > 0 ? [`${doubled} scheduled tasks stand twice`] : []),
    ...(firings.size === 0 ? ['the schedule never fired'] : []),
  ]
}

/** No receiver takes what was revoked; each takes what is live. */
async function judgeRevoked(on: CampaignStack, revoked: readonly string[]): Promise<string[]> {
  const violations: string[] = []
  const post = async (url: string) => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '',
    })
    await answer.text()
    return answer.status
  }
  for (const { url } of on.receivers) {
    for (const path of revoked)
      if ((await post(url + path)) !== 403) violations.push(`${url} takes a direct URL that was revoked`)
    for (const [process, path] of on.paths)
      await waitFor(
        `${url} takes the live URL of ${process}`,
        async () => (await post(url + path)) === 400,
      ).catch((error: Error) => violations.push(error.message))
  }
  return violations
}
