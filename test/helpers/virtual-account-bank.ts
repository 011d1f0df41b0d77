/** A bank that makes virtual accounts, for tests: real HTTP, one account per reference, calls back when it is told to. */
import { callBack, type OutsideRequest } from './outside-server.ts'
import { startOutsideSystem } from './outside-system.ts'

export interface VirtualAccountBank {
  readonly url: string
  readonly token: string
  readonly requests: readonly OutsideRequest[]
  /** Status of the account of each reference: `PENDING`, `CREATED`, `FAILED`, `CLOSED`. */
  readonly accounts: ReadonlyMap<string, string>
  /** What the next request for an account is answered with, in place of 202. */
  refuseNext(status: number): void
  /** Makes the account, or not, and says nothing: as if the callback got lost. */
  decide(reference: string, decided: Decided): void
  /** Decides and calls back. Gives the status of the answer. */
  callBack(reference: string, decided: Decided): Promise<number>
  stop(): Promise<void>
}

export type Decided =
  | {
      readonly status: 'CREATED'
      readonly virtualAccountId: string
      readonly iban: string
      readonly sortCode?: string
      readonly accountNumber?: string
    }
  | { readonly status: 'FAILED' | 'PENDING'; readonly reason?: string }

/** A real number of the public examples: its check digits are right. */
export const CREATED = {
  status: 'CREATED',
  virtualAccountId: 'VA-77',
  iban: 'GB29 NWBK 6016 1331 9268 19',
  sortCode: '60-16-13',
  accountNumber: '31926819',
} as const satisfies Decided

export async function startVirtualAccountBank(): Promise<VirtualAccountBank> {
  const token = 'virtual-account-token'
  const accounts = new Map<string, string>()
  const decisions = new Map<string, Decided>()
  const callbacks = new Map<string, string>()
  const refusals: number[] = []

  const system = await startOutsideSystem(token, ({ method, path, body }) => {
    if (method === 'POST') {
      const refusal = refusals.shift()
      if (refusal !== undefined) return { status: refusal, body: { error: 'no' } }
      const reference = String(body?.reference)
      if (!accounts.has(reference)) accounts.set(reference, 'PENDING')
      callbacks.set(reference, String(body?.callback))
      return { status: 202, body: { reference, status: accounts.get(reference) } }
    }
    const reference = decodeURIComponent(path.replace('/virtual-accounts/', ''))
    if (!accounts.has(reference)) return { status: 404, body: { error: 'unknown' } }
    if (method === 'DELETE') accounts.set(reference, 'CLOSED')
    return { status: 200, body: decisions.get(reference) ?? { status: 'PENDING' } }
  })

  function decide(reference: string, decided: Decided): void {
    decisions.set(reference, decided)
    accounts.set(reference, decided.status)
  }
  return {
    url: system.url,
    token,
    requests: system.requests,
    accounts,
    refuseNext: (status) => refusals.push(status),
    decide,
    async callBack(reference, decided) {
      decide(reference, decided)
      return callBack(callbacks.get(reference) as string, decided)
    },
    stop: system.stop,
  }
}
