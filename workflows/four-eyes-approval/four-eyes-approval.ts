/** An account waits for approval in Mambu: its amount decides who must approve, one after the other, before Mambu is told. */
import { CancellationScope } from '@temporalio/workflow'
import type { MambuApprover, MambuUser } from '../../activities/mambu.ts'
import type { Task } from '../../src/process/task.ts'
import { node, note, sayOutcome, waitForSignal } from '../../src/workflows/nodes/index.ts'
import { mambuReads } from '../mambu/mambu-calls.ts'
import { tellUser } from '../people/tell-user.ts'
import { type Level, levelsFor, mayApprove } from './approval-bands.ts'
import type { FourEyesApproval } from './approval-event.ts'
import { changeAccount, findFault, type PendingAccount, readAccount } from './pending-account.ts'
import { type Decision, readDecision } from './read-decision.ts'

export type { FourEyesApproval }

/** One level that approved. */
export interface Vote {
  readonly level: Level
  readonly key: string
  readonly name: string
  /** False: whoever sent the decision only said the name. */
  readonly proved: boolean
}

/** How a task of `four-eyes-approval` ends; no by a rule, a person or the clock is an end, not a failure. */
export type FourEyesApprovalResult = {
  readonly accountId: string
  readonly votes: readonly Vote[]
} & (
  | { readonly state: 'approved' }
  | {
      readonly state: 'rejected'
      readonly reason: string
      readonly rejectedBy: string | null
      readonly proved: boolean | null
    }
  | { readonly state: 'expired'; readonly waitedFor: Level; readonly notified: boolean }
)

type Verdict =
  | { readonly kind: 'approve'; readonly vote: Vote }
  | { readonly kind: 'reject'; readonly by: string; readonly reason: string; readonly proved: boolean }
  | null

const DAY_MS = 24 * 60 * 60 * 1000
/** How long a level has, and how long it has after that was escalated. */
const WAITS_MS = [2 * DAY_MS, 2 * DAY_MS]
/** User name of the one whom a level that does not decide is escalated to. */
const ESCALATE_TO = 'head-of-credit'
/** Of one wait. Each signal costs a look at its sender. */
const MAX_SIGNALS = 50

/**
 * The process `four-eyes-approval`.
 *
 * Every level is approved by another Mambu user, who is active, has a role for the level (or was named by one who has)
 * and did not ask for the account. What was approved is looked at again before Mambu is told: an account that was
 * changed meanwhile is not approved.
 *
 * @throws ActivityFailure when Mambu refuses the change, or stays away longer than the retries last
 */
export async function fourEyesApproval(task: Task<FourEyesApproval>): Promise<FourEyesApprovalResult> {
  const result = await collectApprovals(task)
  sayOutcome(result.state)
  return result
}

async function collectApprovals(task: Task<FourEyesApproval>): Promise<FourEyesApprovalResult> {
  const { data, taskId } = task
  const { account, fault } = await node('Read the account', () => readPending(data))
  if (account === null || fault !== null)
    return {
      state: 'rejected',
      accountId: data.account_id,
      votes: [],
      reason: fault ?? '',
      rejectedBy: null,
      proved: null,
    }
  const requester = await node('Find the requester', () => findRequester(account))

  const votes: Vote[] = []
  for (const level of levelsFor(data.amount, data.currency)) {
    const verdict = await obtain(task, account, requester, level, votes)
    if (verdict === null) {
      const notified = await tellUser('Notify', {
        ...messageOf(taskId, account),
        subject: `${account.id} was not approved`,
        text: `No ${level} decided in time. The account stays pending.`,
      })
      return { state: 'expired', accountId: account.id, votes, waitedFor: level, notified }
    }
    if (verdict.kind === 'reject') {
      const { by, reason, proved } = verdict
      // Once decided, a cancellation comes too late: Mambu must be told
      await CancellationScope.nonCancellable(() =>
        node('Reject in Mambu', () =>
          changeAccount('Reject in Mambu', taskId, account, false, `Rejected by ${by}: ${reason}`),
        ),
      )
      return { state: 'rejected', accountId: account.id, votes, reason, rejectedBy: by, proved }
    }
    votes.push(verdict.vote)
  }
  const changed = await CancellationScope.nonCancellable(() => approve(task, votes))
  return changed === null
    ? { state: 'approved', accountId: account.id, votes }
    : { state: 'rejected', accountId: account.id, votes, reason: changed, rejectedBy: null, proved: null }
}

async function readPending(data: FourEyesApproval): Promise<{
  readonly account: PendingAccount | null
  readonly fault: string | null
}> {
  const account = await readAccount(data)
  const fault = findFault(data, account)
  note(fault ?? `${data.amount} ${data.currency}: ${levelsFor(data.amount, data.currency).join(', ')}`)
  return { account, fault }
}

async function findRequester({ requesterKey }: PendingAccount): Promise<MambuUser | null> {
  if (requesterKey === null) return null
  return (await mambuReads.findUser(requesterKey)) ?? { key: requesterKey, username: null }
}

/** @returns null: the level did not decide, also after it was escalated */
async function obtain(
  task: Task<FourEyesApproval>,
  account: PendingAccount,
  requester: MambuUser | null,
  level: Level,
  before: readonly Vote[],
): Promise<Verdict> {
  const delegates = new Set<string>()
  for (const [step, waitMs] of WAITS_MS.entries()) {
    if (step > 0) {
      const user = await node('Find whom to escalate to', () => mambuReads.findUser(ESCALATE_TO))
      await tellUser('Escalate', {
        ...messageOf(task.taskId, account),
        userKey: user?.key ?? account.requesterKey,
        subject: `${account.id} waits for the approval of a ${level}`,
        text: `${task.data.amount} ${task.data.currency}, approved so far by ${before.map(({ name }) => name).join(', ') || 'nobody'}`,
        time: before.length + 1,
      })
    }
    const until = Date.now() + waitMs
    for (let signals = 0; signals < MAX_SIGNALS; signals++) {
      const decision = await waitForSignal(`Wait for the ${level}`, {
        signal: 'approve',
        decision: 'approve',
        timeoutMs: Math.max(1, until - Date.now()),
        read: (payload, _signal, proved) => readDecision(payload, requester, proved),
      })
      if (decision === null) break
      const verdict = await weigh(decision, level, delegates, requester, before)
      if (verdict !== null) return verdict
    }
  }
  return null
}

/** @returns null: it decides nothing, and the task waits on */
function weigh(
  { by, decision, to, comment, proved }: Decision,
  level: Level,
  delegates: Set<string>,
  requester: MambuUser | null,
  before: readonly Vote[],
): Promise<Verdict> {
  return node('Check the approver', async () => {
    const refuse = (why: string) => {
      note(`${why}: the decision does not count`)
      return null
    }
    const findFaultOf = (user: MambuApprover | null, name: string): string | null => {
      if (user === null) return `Mambu has no user ${name}`
      if (!user.active) return `${name} is not active in Mambu`
      if (user.key === requester?.key) return `${name} asked for the account`
      if (before.some(({ key }) => key === user.key)) return `${name} has approved already`
      return null
    }
    const user = await mambuReads.findApprover(by)
    const fault = findFaultOf(user, by)
    if (user === null || fault !== null) return refuse(fault ?? by)
    if (!mayApprove(user.role, level) && !delegates.has(user.key)) return refuse(`${by} is no ${level}`)
    if (decision === 'reject') return { kind: 'reject', by, reason: comment ?? 'No comment given', proved }
    if (decision === 'approve') {
      note(`Approved by ${by} as ${level}`)
      return { kind: 'approve', vote: { level, key: user.key, name: user.username ?? by, proved } }
    }
    const delegate = await mambuReads.findApprover(to ?? '')
    const faultOfDelegate = findFaultOf(delegate, to ?? '')
    if (delegate === null || faultOfDelegate !== null) return refuse(faultOfDelegate ?? '')
    delegates.add(delegate.key)
    note(`${by} lets ${to} decide as ${level}`)
    return null
  })
}

/** @returns why it was not approved after all; null: it was */
function approve(task: Task<FourEyesApproval>, votes: readonly Vote[]): Promise<string | null> {
  return node('Approve in Mambu', async () => {
    const account = await readAccount(task.data)
    if (account?.state === 'APPROVED') return null
    const fault = findFault(task.data, account)
    if (account === null || fault !== null) {
      note(fault ?? '')
      return `It was changed while it waited: ${fault}`
    }
    const names = votes.map(({ name, level }) => `${name} (${level})`).join(', ')
    await changeAccount('Approve in Mambu', task.taskId, account, true, `Approved by ${names}`)
    return null
  })
}

function messageOf(taskId: string, { requesterKey, type, key }: PendingAccount) {
  const about = { type: type === 'loan' ? 'LOAN_ACCOUNT' : 'DEPOSIT_ACCOUNT', key } as const
  return { taskId, userKey: requesterKey, about }
}
