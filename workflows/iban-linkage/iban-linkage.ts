/** A deposit account was made in Mambu: get it a virtual account with an IBAN at the bank, and link the two. */
import { CancellationScope, isCancellation } from '@temporalio/workflow'
import type { DepositAccount } from '../../activities/mambu/deposits.ts'
import type { Task } from '../../src/process/task.ts'
import {
  apiCall,
  callbackReference,
  node,
  nodeFailureOf,
  note,
  sayOutcome,
  waitForCallback,
} from '../../src/workflows/nodes/index.ts'
import { mambuReads, mambuWrites } from '../mambu/mambu-calls.ts'
import { mambuRefusalOf } from '../mambu/mambu-refusal.ts'
import { tellInCharge } from '../people/tell-in-charge.ts'
import { type BankAnswer, readVirtualAccount, type VirtualAccount } from './read-virtual-account.ts'

/** What the webhook on SAVINGS_CREATED sends. */
export interface SavingsCreated {
  /** Id of the deposit account; also the ref of the task. */
  readonly account_id: string
  readonly client_name: string
  /** A word of the payload, not of Mambu: with `single_account` all money comes to one account of the bank. */
  readonly set_up: 'virtual_accounts' | 'single_account'
}

/** How it ends; what the bank or Mambu refuses is an end, not a failure: the branch gets a task in Mambu. */
export interface IbanLinkageResult {
  readonly state: 'linked' | 'skipped' | 'failed'
  readonly accountId: string
  readonly iban: string | null
  /** Why it was skipped, or failed. */
  readonly reason: string | null
}

const DAY_MS = 24 * 60 * 60 * 1_000
/** The bank says within minutes; after this it is asked. */
const BANK_TIMEOUT_MS = 2 * DAY_MS
const CALLBACK = 'Wait for the virtual account'
/** Custom fields of the deposit account: set and fields. */
const FIELDS = '_Virtual_Account'

/** The bank's own system, by a variable of the operator: it may stand in a private network. */
const BANK = {
  variables: ['bank'],
  headers: { authorization: 'Bearer {{env_var[@bank].token}}' },
  allowPrivate: true,
  // The owner is a customer's own name
  plainBody: true,
} as const
const ACCOUNTS = '{{env_var[@bank].url}}/virtual-accounts'

/**
 * The process `iban-linkage`.
 *
 * @throws ApplicationFailure, ActivityFailure when bank or Mambu stay away longer than the retries last
 */
export async function ibanLinkage(task: Task<SavingsCreated>): Promise<IbanLinkageResult> {
  const { account_id: accountId, set_up: setUp } = task.data
  const end = (state: IbanLinkageResult['state'], iban: string | null, reason: string | null) => {
    sayOutcome(state)
    return { state, accountId, iban, reason }
  }
  if (setUp === 'single_account') return end('skipped', null, 'The set-up has a single account')

  const account = await node('Read the account', async () => {
    const account = await mambuReads.getDeposit(accountId)
    note(account === null ? 'Mambu does not know it' : account.state)
    return account
  })
  if (account === null) return end('skipped', null, `Mambu has no account ${accountId}`)
  const linked = ibanOf(account)
  if (linked !== null) return end('skipped', linked, 'It has an IBAN already')
  if (account.state.startsWith('CLOSED')) return end('skipped', null, `The account is ${account.state}`)

  const got = await getVirtualAccount(task, account)
  if ('failed' in got) {
    await tellBranch(task, account, got.failed)
    return end('failed', null, got.failed)
  }
  // There is an account with an IBAN now: a cancellation must not leave it without its link.
  return CancellationScope.nonCancellable(async () => {
    const refusal = await linkIban(task, got.account)
    if (refusal === null) return end('linked', got.account.iban, null)
    await dropRequest('Close the virtual account', account)
    await tellBranch(task, account, refusal)
    return end('failed', null, refusal)
  })
}

function ibanOf({ custom }: DepositAccount): string | null {
  const set = custom[FIELDS]
  const iban = set !== undefined && 'iban' in set ? set.iban : null
  return typeof iban === 'string' && iban !== '' ? iban : null
}

/** Asks for the account and waits for it. A cancelled task leaves no request behind. */
async function getVirtualAccount(
  task: Task<SavingsCreated>,
  account: DepositAccount,
): Promise<{ readonly account: VirtualAccount } | { readonly failed: string }> {
  try {
    const refusal = await request(task, account)
    if (refusal !== null) return { failed: refusal }
    const said =
      (await waitForCallback<BankAnswer>(CALLBACK, { timeoutMs: BANK_TIMEOUT_MS, read: readFinal })) ??
      (await inquire(account))
    if ('pending' in said) {
      await dropRequest('Withdraw the request', account)
      return { failed: 'The bank made no account in time' }
    }
    return said
  } catch (error) {
    if (isCancellation(error))
      await CancellationScope.nonCancellable(() =>
        dropRequest('Withdraw the request of a cancelled task', account),
      )
    throw error
  }
}

function readFinal(payload: unknown): { readonly accepted: BankAnswer } | { readonly refused: string } {
  const answer = readVirtualAccount(payload)
  if (answer === null) return { refused: 'it says nothing of a virtual account' }
  return 'pending' in answer ? { refused: 'the bank is still at work' } : { accepted: answer }
}

/** The key of the account is the reference: the bank makes one virtual account for it, however often it is asked. */
async function request(task: Task<SavingsCreated>, account: DepositAccount): Promise<string | null> {
  try {
    await apiCall('Request the virtual account', {
      ...BANK,
      method: 'POST',
      url: ACCOUNTS,
      body: {
        reference: account.key,
        owner: task.data.client_name,
        currency: account.currency,
        callback: callbackReference(CALLBACK),
      },
    })
    return null
  } catch (error) {
    return refusalOf(error, 'The bank refused the request')
  }
}

/** The callback did not come: ask what became of the request. */
async function inquire(account: DepositAccount): Promise<BankAnswer> {
  try {
    const { body } = await apiCall('Ask the bank for it', { ...BANK, url: `${ACCOUNTS}/${account.key}` })
    return readVirtualAccount(body) ?? { failed: 'The bank says nothing of a virtual account' }
  } catch (error) {
    return { failed: refusalOf(error, 'The bank does not know the request') }
  }
}

/** Withdraws the request, or closes what it made. The bank not knowing it is as good. */
async function dropRequest(title: string, account: DepositAccount): Promise<void> {
  try {
    await apiCall(title, { ...BANK, method: 'DELETE', url: `${ACCOUNTS}/${account.key}` })
  } catch (error) {
    if (nodeFailureOf(error)?.httpCode !== 404) throw error
  }
}

/** Why an outside system said no, for the branch; what is no refusal goes on. */
function refusalOf(error: unknown, what: string): string {
  const failure = nodeFailureOf(error)
  if (failure?.kind !== 'software') throw error
  return `${what} (${failure.httpCode ?? failure.tag})`
}

/** @returns null, or why Mambu refuses it */
function linkIban({ taskId, data }: Task<SavingsCreated>, account: VirtualAccount): Promise<string | null> {
  return node('Link the IBAN', async () => {
    const { id, iban, sortCode, accountNumber } = account
    const fields = { virtualAccountId: id, iban, sortCode, accountNumber }
    // A country without a sort code has no such field; null would ask Mambu to remove what is not there.
    const set = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
    try {
      await mambuWrites.patchDeposit({
        taskId,
        node: 'Link the IBAN',
        depositId: data.account_id,
        custom: { [FIELDS]: set },
      })
      return null
    } catch (error) {
      const refusal = mambuRefusalOf(error)
      if (refusal === null) throw error
      note(refusal)
      return 'Mambu refused the IBAN'
    }
  })
}

function tellBranch(
  { taskId, data }: Task<SavingsCreated>,
  { assignedUserKey, key }: DepositAccount,
  reason: string,
): Promise<string> {
  return tellInCharge('Tell the branch', {
    taskId,
    assignedUserKey,
    account: { type: 'DEPOSIT_ACCOUNT', key },
    subject: `Account ${data.account_id} has no IBAN`,
    text: reason,
  })
}
