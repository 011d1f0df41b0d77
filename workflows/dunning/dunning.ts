/** A loan is in arrears: notices over weeks until it is paid; at the end a person decides about legal steps. */
import type { LoanAccount } from '../../activities/mambu/loans.ts'
import type { MambuUser } from '../../activities/mambu/users.ts'
import type { Task } from '../../src/process/task.ts'
import {
  apiCall,
  node,
  nodeFailureOf,
  note,
  sayOutcome,
  takeSignals,
  waitForSignal,
} from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'
import { mambuRefusalOf } from '../mambu/mambu-refusal.ts'
import { type Approval, readApproval } from '../people/read-approval.ts'
import { tellInCharge, type Word } from '../people/tell-in-charge.ts'
import { DECISION_DAYS, type DunningLevel, LEVELS, REMINDER } from './dunning-levels.ts'
import { type DunningEvent, readDunningEvent } from './read-dunning-event.ts'

/** What each of the three Mambu webhooks sends; `event` is a word that the administrator typed into its payload. */
export interface DunningData {
  readonly event: 'ACCOUNT_IN_ARREARS' | 'REPAYMENT_REMINDER' | 'LOAN_REPAYMENT'
  /** Also the ref of the task. */
  readonly loan_id: string
  readonly client_id?: string | undefined
}

/** How dunning ends; none of these is a failure. */
export interface DunningResult {
  /**
   * `not_in_dunning`: a repayment of a loan that has no task. `paid`: nothing is due any more. `closed`: Mambu has no
   * such open loan. `legal`, `kept`: a person decided for or against legal steps. `undecided`: nobody did in time.
   */
  readonly state: 'not_in_dunning' | 'paid' | 'closed' | 'legal' | 'kept' | 'undecided'
  readonly loanId: string
  /** Due at the end, a decimal in the currency of the loan; null: not looked at. */
  readonly due: string | null
  /** Levels whose notice went out, in order. */
  readonly notices: readonly DunningLevel['id'][]
  readonly decidedBy: string | null
  /** Whether that is proved; null: nobody decided. */
  readonly proved: boolean | null
}

const DAY_MS = 24 * 60 * 60 * 1_000
/** The bank's own systems, by variables of the operator: they may stand in its private network. */
const OWN_SYSTEM = { method: 'POST', allowPrivate: true, plainBody: true } as const

/**
 * The process `dunning`.
 *
 * @throws ActivityFailure when Mambu stays away longer than a day, or refuses what it must not
 */
export async function dunning(task: Task<DunningData>): Promise<DunningResult> {
  const { event, loan_id: loanId } = task.data
  const notices: DunningLevel['id'][] = []
  const end = (state: DunningResult['state'], due: string | null, decision: Approval | null = null) => {
    sayOutcome(state)
    return {
      state,
      loanId,
      due,
      notices,
      decidedBy: decision?.by ?? null,
      proved: decision?.proved ?? null,
    } satisfies DunningResult
  }
  // Every repayment of every healthy loan comes here too; it must cost no call.
  if (event === 'LOAN_REPAYMENT') return end('not_in_dunning', null)

  let promises = 0
  for (const level of event === 'REPAYMENT_REMINDER' ? [REMINDER, ...LEVELS] : LEVELS) {
    const loan = await readLoan('Read the arrears', loanId)
    if (loan === null) return end('closed', null)
    if (level !== REMINDER && isPaid(loan)) return end('paid', dueOf(loan))
    if (await sendNotice(task, loan, level)) notices.push(level.id)
    await markLoan('Mark the loan', task, level.id)
    const waited = await waitForPayment(level, loanId, promises)
    if (waited.loan === null) return end('closed', null)
    if (waited.paid) return end('paid', dueOf(waited.loan))
    promises = waited.promises
  }

  const before = await readLoan('Read the arrears before legal steps', loanId)
  if (before === null) return end('closed', null)
  if (isPaid(before)) return end('paid', dueOf(before))
  const inCharge = await node('Find who is in charge', () => findInCharge(before))
  // Weeks ago nobody was asked yet, and the loan was another
  takeSignals('approve', () => ({ refused: 'nobody was asked yet' }))
  await tellInCharge('Ask for a decision', {
    ...aboutLoan(task, before),
    subject: `Loan ${loanId}: legal steps?`,
    text: `${dueOf(before)} ${before.currency ?? ''} are due after ${notices.length} notices. Another user decides.`,
  })
  const decision = await waitForDecision(loanId, inCharge)
  // Some of it may have been paid in the days of the decision.
  const loan = await readLoan('Read the arrears after the decision', loanId)
  if (loan === null) return end('closed', null)
  if (isPaid(loan)) return end('paid', dueOf(loan))
  if (decision === null) return end('undecided', dueOf(loan))
  if (decision.decision === 'reject') return end('kept', dueOf(loan), decision)

  await apiCall('Hand the loan to the lawyers', {
    ...OWN_SYSTEM,
    variables: ['legal'],
    url: '{{env_var[@legal].url}}/cases',
    headers: { authorization: 'Bearer {{env_var[@legal].token}}' },
    body: { loan: loanId, client: clientOf(task, loan), ...debtOf(loan), decidedBy: decision.by },
  })
  await markLoan('Mark the loan as handed over', task, 'LEGAL')
  return end('legal', dueOf(loan), decision)
}

/** Null: Mambu has no such loan, or it is closed. */
function readLoan(title: string, loanId: string): Promise<LoanAccount | null> {
  return node(title, async () => {
    const loan = await mambuReads.getLoanAccount(loanId)
    if (loan === null) note(`Mambu has no loan ${loanId}`)
    else note(`${loan.state}, ${dueOf(loan)} ${loan.currency ?? ''} due`)
    return loan === null || loan.state.startsWith('CLOSED') ? null : loan
  })
}

const isPaid = (loan: LoanAccount): boolean => loan.balances.due <= 0
const dueOf = (loan: LoanAccount): string => String(Math.max(0, loan.balances.due))
const debtOf = (loan: LoanAccount) => ({
  due: dueOf(loan),
  currency: loan.currency,
  daysInArrears: loan.daysInArrears,
})
/** The system behind a message knows name and address; they must not pass through here. */
const clientOf = (task: Task<DunningData>, loan: LoanAccount) => task.data.client_id || loan.holderKey

const aboutLoan = (
  { taskId }: Task<DunningData>,
  { assignedUserKey, key }: LoanAccount,
): Pick<Word, 'taskId' | 'assignedUserKey' | 'account'> => ({
  taskId,
  assignedUserKey,
  account: { type: 'LOAN_ACCOUNT', key },
})

/** @returns false: it could not be sent, and the user in charge is asked to do it by hand */
async function sendNotice(task: Task<DunningData>, loan: LoanAccount, level: DunningLevel): Promise<boolean> {
  try {
    await apiCall('Send the notice', {
      ...OWN_SYSTEM,
      variables: ['messages'],
      url: '{{env_var[@messages].url}}/messages',
      headers: { authorization: 'Bearer {{env_var[@messages].token}}' },
      body: { template: level.id, client: clientOf(task, loan), loan: loan.id, ...debtOf(loan) },
      retry: { withinMs: DAY_MS },
    })
    return true
  } catch (error) {
    const failure = nodeFailureOf(error)
    if (failure === null) throw error
    await tellInCharge('Have the notice sent by hand', {
      ...aboutLoan(task, loan),
      subject: `Loan ${loan.id}: send the ${level.title} by hand`,
      text: `It could not be sent (${failure.tag}). ${dueOf(loan)} ${loan.currency ?? ''} are due.`,
    })
    return false
  }
}

interface Waited {
  /** As it is at the end of the wait. Null: it is closed. */
  readonly loan: LoanAccount | null
  readonly paid: boolean
  readonly promises: number
}

/** Lets the customer pay: as long as the level says, or until the day of a promise. */
async function waitForPayment(level: DunningLevel, loanId: string, before: number): Promise<Waited> {
  let until = Date.now() + level.days * DAY_MS
  let promises = before
  for (;;) {
    const event = await waitForSignal<DunningEvent>('Wait for a repayment', {
      signal: ['delivery', 'promise'],
      timeoutMs: Math.max(0, until - Date.now()),
      read: (payload, signal) => readDunningEvent(payload, signal, { now: Date.now(), promises }),
    })
    if (event?.kind === 'promise') {
      promises += 1
      until = event.untilMs
      await node('Take the promise down', () => note(`Until ${event.until}, taken by ${event.by}`))
      continue
    }
    // Mambu says it again at every run of its end of day; only a reminder ends by it.
    if (event?.kind === 'arrears' && level !== REMINDER) continue
    const loan = await readLoan('Read the balance', loanId)
    const paid = loan !== null && isPaid(loan)
    if (loan === null || paid || event?.kind !== 'repayment') return { loan, paid, promises }
  }
}

/** Null: nobody decided in time, or it was paid first. */
async function waitForDecision(loanId: string, inCharge: MambuUser | null): Promise<Approval | null> {
  const until = Date.now() + DECISION_DAYS * DAY_MS
  // Where nobody is in charge, anybody is somebody else.
  const requester = inCharge ?? { key: '', username: null }
  for (;;) {
    const event = await waitForSignal<Approval | 'repayment'>('Wait for the decision on legal steps', {
      signal: ['approve', 'delivery'],
      decision: 'approve',
      timeoutMs: Math.max(0, until - Date.now()),
      read(payload, signal, proved) {
        if (signal === 'approve') return readApproval(payload, requester, proved)
        const verdict = readDunningEvent(payload, signal, { now: Date.now(), promises: 0 })
        if ('refused' in verdict) return verdict
        return verdict.accepted.kind === 'repayment'
          ? { accepted: 'repayment' }
          : { refused: 'it is in arrears already' }
      },
    })
    if (event !== 'repayment') return event
    const loan = await readLoan('Read the balance', loanId)
    if (loan === null || isPaid(loan)) return null
  }
}

async function findInCharge({ assignedUserKey }: LoanAccount): Promise<MambuUser | null> {
  if (assignedUserKey === null) {
    note('Nobody is in charge of the loan')
    return null
  }
  return (await mambuReads.findUser(assignedUserKey)) ?? { key: assignedUserKey, username: null }
}

/** For reports in Mambu only: a tenant without these custom fields is dunned all the same. */
async function markLoan(
  title: string,
  { taskId, data: { loan_id: loanId } }: Task<DunningData>,
  level: string,
): Promise<void> {
  await node(title, async () => {
    try {
      const custom = { _Dunning: { level, since: new Date().toISOString().slice(0, 10) } }
      await mambuWrites.patchLoan({ taskId, node: title, loanId, custom })
    } catch (error) {
      if (mambuRefusalOf(error) === null) throw error
      note('Mambu refused it: has it the custom fields level and since in the set _Dunning?')
    }
  })
}
