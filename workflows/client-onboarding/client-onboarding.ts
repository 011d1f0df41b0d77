/** A client was created or changed in Mambu: screen it, approve it when it is clear, let a person decide when it is not. */
import { CancellationScope } from '@temporalio/workflow'
import type { ClientRecord, ClientState, MambuUser } from '../../activities/mambu.ts'
import type { Task } from '../../src/process/task.ts'
import {
  firstOf,
  node,
  note,
  sayOutcome,
  takeSignals,
  waitForCallback,
  waitForSignal,
} from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'
import { readApproval } from '../people/read-approval.ts'
import { tellUser } from '../people/tell-user.ts'
import { isClear, nameOf, type Screening, screenClient, storeScreening } from './aml-screening.ts'
import { readScreeningAnswer } from './read-screening-answer.ts'

/** What the webhooks on CLIENT_CREATED and CLIENT_ACTIVITY send. */
export interface ClientOnboarding {
  /** Id of the client; also the ref of the task: a later event of the client reaches its open task. */
  readonly client_id: string
}

/** How a task of `client-onboarding` ends. */
export type ClientOnboardingResult =
  | { readonly state: 'ignored'; readonly clientId: string; readonly reason: string }
  | {
      readonly state: 'approved' | 'rejected'
      readonly clientId: string
      readonly searchId: string
      /** `screening`, or the person who decided. */
      readonly decidedBy: string
      /** Whether it is proved that the person decided; null: it was the screening. */
      readonly proved: boolean | null
      readonly reason: string | null
    }
  | {
      readonly state: 'expired'
      readonly clientId: string
      readonly searchId: string
      readonly notified: boolean
    }

interface Decision {
  readonly approve: boolean
  readonly by: string
  readonly proved: boolean | null
  readonly reason: string | null
}

const DAY_MS = 24 * 60 * 60 * 1000
/** How long the person in charge has, and compliance after that. */
const WAITS_MS = [3 * DAY_MS, 7 * DAY_MS]
/** User name of the department that an undecided client is escalated to. */
const COMPLIANCE = 'compliance'
/** A client that is renamed again and again is for a person. */
const MAX_SCREENINGS = 10
/** Of one wait: activity events may be many, and each costs a look at the client. */
const MAX_EVENTS = 200
const BY_SCREENING = 'screening'

/**
 * The process `client-onboarding`.
 *
 * A decision counts for the name that was screened: before anything is changed in Mambu the client is read again, and
 * screened again when its name is another. The person who decides (signal `approve`, see `readApproval`) must differ from
 * the user in charge of the client.
 *
 * @throws ApplicationFailure when the screening refuses the search or stays away for a day: the client stays as it is
 */
export async function clientOnboarding(task: Task<ClientOnboarding>): Promise<ClientOnboardingResult> {
  const result = await screenUntilDecided(task)
  sayOutcome(result.state)
  return result
}

async function screenUntilDecided(task: Task<ClientOnboarding>): Promise<ClientOnboardingResult> {
  const clientId = task.data.client_id
  let last: { readonly client: ClientRecord; readonly screening: Screening } | null = null
  for (let count = 1; count <= MAX_SCREENINGS; count++) {
    const client = await readClient(clientId)
    if (client === null) return { state: 'ignored', clientId, reason: `Mambu has no client ${clientId}` }
    const reason = findReasonToIgnore(client)
    if (reason !== null) return { state: 'ignored', clientId, reason }
    const screening = await screenClient(client)
    last = { client, screening }
    const clear = isClear(screening)
    await storeScreening('Store the screening', task.taskId, client, screening, {
      status: clear ? 'CLEAR' : 'POTENTIAL_MATCH',
    })
    const decision = clear
      ? { approve: true, by: BY_SCREENING, proved: null, reason: null }
      : await decide(task, client, screening, count)
    if (decision === 'renamed') continue
    if (decision === null) break
    const end = await CancellationScope.nonCancellable(async () => {
      const concluded = await conclude(task, client, screening, decision)
      const isApproved = concluded !== 'renamed' && concluded.state === 'approved'
      return isApproved && (await wasRenamed(client)) ? 'renamed' : concluded
    })
    if (end !== 'renamed') return end
  }
  return expire(task, last)
}

async function readClient(clientId: string): Promise<ClientRecord | null> {
  return node('Read the client', async () => {
    const client = await mambuReads.getClient(clientId)
    note(client === null ? 'Mambu has no such client' : `${nameOf(client)} is ${client.state}`)
    return client
  })
}

/** Activity events come for each change of a client; only a new name, or none screened yet, is a matter of ours. */
function findReasonToIgnore(client: ClientRecord): string | null {
  if (!isOpen(client)) return `The client is ${client.state}`
  const { status, screened_name: screened } = (client.custom._AML ?? {}) as Readonly<Record<string, unknown>>
  const isDecided = client.state !== 'PENDING_APPROVAL' && (status === 'CLEAR' || status === 'APPROVED')
  return isDecided && screened === nameOf(client) ? 'This name was screened already' : null
}

const isOpen = ({ state }: ClientRecord) => ['PENDING_APPROVAL', 'INACTIVE', 'ACTIVE'].includes(state)

/**
 * @param time the how-manieth screening it is about
 * @returns null: nobody decided in time
 */
async function decide(
  task: Task<ClientOnboarding>,
  client: ClientRecord,
  screening: Screening,
  time: number,
): Promise<Decision | 'renamed' | null> {
  // Whoever decided while this name was being screened has looked at another one
  takeSignals('approve', () => ({ refused: 'nobody was asked about this name yet' }))
  const about = { type: 'CLIENT', key: client.key } as const
  const text = `${nameOf(client)}: ${screening.flags.join(', ') || screening.status}, risk ${screening.risk}. ${screening.share_url ?? ''}`
  await tellUser('Ask for a decision', {
    taskId: task.taskId,
    userKey: client.assignedUserKey,
    subject: `Client ${client.id} may be on a list`,
    text,
    about,
    time,
  })
  const requester = await node('Find the user in charge', () => readRequester(client))
  for (const [step, waitMs] of WAITS_MS.entries()) {
    if (step > 0) {
      const user = await node('Find compliance', () => mambuReads.findUser(COMPLIANCE))
      const subject = `Client ${client.id} has waited for a decision for ${(WAITS_MS[0] as number) / DAY_MS} days`
      const userKey = user?.key ?? client.assignedUserKey
      await tellUser('Escalate', { taskId: task.taskId, userKey, subject, text, about, time })
    }
    const decision = await waitForDecision(client, screening.id, requester, Date.now() + waitMs)
    if (decision !== null) return decision
  }
  return null
}

async function readRequester({ assignedUserKey }: ClientRecord): Promise<MambuUser | null> {
  if (assignedUserKey === null) return null
  return (await mambuReads.findUser(assignedUserKey)) ?? { key: assignedUserKey, username: null }
}

/** Whoever comes first: a person, the screening's own analysts, or an event that gives the client another name. */
async function waitForDecision(
  client: ClientRecord,
  searchId: string,
  requester: MambuUser | null,
  until: number,
): Promise<Decision | 'renamed' | null> {
  for (let events = 0; events < MAX_EVENTS; events++) {
    const { person, screening, event } = await firstOf('Wait for a decision', {
      person: () =>
        waitForSignal('Decision of a person', {
          signal: 'approve',
          decision: 'approve',
          read: (payload, _signal, proved) => readApproval(payload, requester, proved),
        }),
      screening: () =>
        waitForCallback('Answer of the screening', {
          timeoutMs: Math.max(1, until - Date.now()),
          read: (payload) => readScreeningAnswer(payload, searchId),
        }),
      event: () =>
        waitForSignal('Change of the client', { signal: 'delivery', read: () => ({ accepted: true }) }),
    })
    if (person) {
      const { decision, by, proved, comment } = person
      return { approve: decision === 'approve', by, proved, reason: comment }
    }
    if (screening)
      return {
        approve: !screening.match,
        by: BY_SCREENING,
        proved: null,
        reason: screening.match ? 'The screening confirmed the match' : null,
      }
    if (event === null) return null
    const now = await readClient(client.id)
    if (now !== null && nameOf(now) !== nameOf(client)) return 'renamed'
  }
  return null
}

async function conclude(
  task: Task<ClientOnboarding>,
  screened: ClientRecord,
  screening: Screening,
  { approve, by, proved, reason }: Decision,
): Promise<ClientOnboardingResult | 'renamed'> {
  const client = await readClient(screened.id)
  if (client === null || !isOpen(client)) {
    const reason = `The client is ${client?.state ?? 'gone'}, so the decision changes nothing`
    return { state: 'ignored', clientId: screened.id, reason }
  }
  if (nameOf(client) !== nameOf(screened)) return 'renamed'
  if (by !== BY_SCREENING || !approve)
    await storeScreening('Store the decision', task.taskId, client, screening, {
      status: approve ? 'APPROVED' : 'REJECTED',
      decided_by: by,
    })
  const isPending = client.state === 'PENDING_APPROVAL'
  const change = (title: string, state: ClientState) =>
    node(title, () =>
      mambuWrites.changeClientState({ taskId: task.taskId, node: title, clientId: client.id, state }),
    )
  // A client that has been approved before stays as it is, or must not go on
  if (!approve) await change('Reject the client', isPending ? 'REJECTED' : 'BLACKLISTED')
  else if (isPending) await change('Approve the client', 'INACTIVE')
  return {
    state: approve ? 'approved' : 'rejected',
    clientId: client.id,
    searchId: screening.id,
    decidedBy: by,
    proved,
    reason,
  }
}

/** By events that came while the decision was carried out: nobody else would hear of them. */
async function wasRenamed(client: ClientRecord): Promise<boolean> {
  while (takeSignals('delivery', () => ({ accepted: true })).length > 0) {
    const now = await readClient(client.id)
    if (now !== null && nameOf(now) !== nameOf(client)) return true
  }
  return false
}

async function expire(
  task: Task<ClientOnboarding>,
  last: { readonly client: ClientRecord; readonly screening: Screening } | null,
): Promise<ClientOnboardingResult> {
  const clientId = task.data.client_id
  if (last === null) return { state: 'ignored', clientId, reason: 'The client was not screened' }
  const { client, screening } = last
  await storeScreening('Store that nobody decided', task.taskId, client, screening, { status: 'UNDECIDED' })
  const notified = await tellUser('Notify', {
    taskId: task.taskId,
    userKey: client.assignedUserKey,
    subject: `Nobody decided on client ${clientId}`,
    text: 'The client stays as it is. The next change of it in Mambu has it screened again.',
    about: { type: 'CLIENT', key: client.key },
  })
  return { state: 'expired', clientId, searchId: screening.id, notified }
}
