import { checkIban } from '../iban/check-iban.ts'

/** A virtual account as the bank made it, its IBAN checked. */
export interface VirtualAccount {
  readonly id: string
  readonly iban: string
  /** Null where the country has none. */
  readonly sortCode: string | null
  /** Null where the country has none. */
  readonly accountNumber: string | null
}

/** What the bank says of a request: there is an account, there will be none, or it is still at work. */
export type BankAnswer =
  | { readonly account: VirtualAccount }
  | { readonly failed: string }
  | { readonly pending: true }

const MAX_TEXT = 200

/**
 * Reads what the bank says, by callback or when it is asked. It came from outside, so all of it is checked.
 *
 * @returns null: it is no answer about a virtual account
 */
export function readVirtualAccount(payload: unknown): BankAnswer | null {
  if (typeof payload !== 'object' || payload === null) return null
  const { status, virtualAccountId, iban, sortCode, accountNumber, reason } = payload as Readonly<
    Record<string, unknown>
  >
  if (status === 'PENDING') return { pending: true }
  if (status === 'FAILED') return { failed: isText(reason) ? reason : 'The bank gives no reason' }
  if (status !== 'CREATED') return null
  if (!isText(virtualAccountId) || !isText(iban)) return { failed: 'The bank names no account with an IBAN' }
  const checked = checkIban(iban)
  if ('problem' in checked) return { failed: `The IBAN of the bank is none: ${checked.problem}` }
  const account = {
    id: virtualAccountId,
    iban: checked.iban,
    sortCode: isText(sortCode) ? sortCode.replaceAll('-', '') : null,
    accountNumber: isText(accountNumber) ? accountNumber : null,
  }
  return belongTogether(account)
    ? { account }
    : { failed: 'The IBAN of the bank is of another sort code or account number' }
}

/** A British IBAN ends with sort code and account number; money for another account must not come here. */
function belongTogether({ iban, sortCode, accountNumber }: VirtualAccount): boolean {
  if (!iban.startsWith('GB')) return true
  return (
    (sortCode === null || iban.slice(8, 14) === sortCode) &&
    (accountNumber === null || iban.slice(14) === accountNumber)
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= MAX_TEXT
}
