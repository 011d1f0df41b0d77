/**
 * A small real HTTP server with the calls of Mambu that processes make, for the demo and for tests. It checks what Mambu
 * checks (credentials, Accept, Idempotency-Key, states) and can be told to fail. It is no Mambu: it must never know
 * anything of Startnode.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { NewStandInClient } from './clients.ts'
import type { NewFailedMessage, StandInMessage } from './communications.ts'
import type { NewStandInDeposit, StandInDeposit } from './deposits.ts'
import type { StandInHold } from './holds.ts'
import type { StandInJournalEntry } from './ledger.ts'
import type { StandInRecord } from './loan-transactions.ts'
import type { NewLoan, StandInLoan } from './loans.ts'
import { refuse, type StandInAnswer } from './serve/answer.ts'
import { IdempotencyKeys } from './serve/idempotency-keys.ts'
import { readJson } from './serve/read-json.ts'
import { findRoute } from './serve/route.ts'
import type { Entity } from './serve/table.ts'
import { StandInBank } from './stand-in-bank.ts'
import type { StandInTransaction } from './transactions.ts'
import type { NewUser, StandInUser } from './work-items.ts'

const ACCEPT = 'application/vnd.mambu.v2+json'

export interface MambuStandInOptions {
  /** Default 0: a free port. */
  readonly port?: number
  /** Default: a fixed key, told as `apiKey`. */
  readonly apiKey?: string
  /** Also accepted, as Basic. Default: `api` with a fixed password, told as `basic`. */
  readonly basic?: { readonly user: string; readonly password: string }
  /** Default: the loan `LNAC0503`. */
  readonly loans?: readonly NewLoan[]
}

/** One request as it was answered. */
export interface StandInRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly idempotencyKey: string | null
}

export interface MambuStandIn {
  /** Base URL for MAMBU_BASE_URL, e.g. `http://127.0.0.1:40123/api`. */
  readonly url: string
  readonly apiKey: string
  readonly basic: { readonly user: string; readonly password: string }
  readonly requests: readonly StandInRequest[]
  readonly disbursements: readonly (StandInRecord & { readonly loanId: string })[]
  /** Tasks for users, as opened by POST /tasks. */
  readonly tasks: readonly StandInRecord[]
  readonly comments: readonly StandInRecord[]
  readonly loanTransactions: readonly StandInTransaction[]
  readonly depositTransactions: readonly StandInTransaction[]
  readonly holds: readonly StandInHold[]
  readonly journalEntries: readonly StandInJournalEntry[]
  readonly rates: readonly Readonly<Record<string, unknown>>[]
  readonly messages: readonly StandInMessage[]
  addLoan(loan: NewLoan): StandInLoan
  /** Books the disbursement of an approved loan, as if by someone else. @param id of the transaction; default: drawn */
  addDisbursement(loanId: string, id?: string): StandInTransaction
  addClient(client: NewStandInClient): Entity
  addGroup: StandInBank['clients']['addGroup']
  addUser(username: string, key?: string, more?: NewUser): StandInUser
  addDeposit(deposit: NewStandInDeposit): StandInDeposit
  addArrangement: StandInBank['workItems']['addArrangement']
  /** @param count entries in all, in pairs @param day `YYYY-MM-DD`. Default: today */
  addJournalEntries(count: number, day?: string): readonly StandInJournalEntry[]
  /** A webhook that Mambu gave up; `:resend` really sends it. */
  addFailedMessage(message: NewFailedMessage): StandInMessage
  /** By id or key, as they are now. */
  findLoan(id: string): StandInLoan | undefined
  findDeposit(id: string): StandInDeposit | undefined
  findClient(id: string): Entity | undefined
  /** What the latest end-of-day run is said to be, e.g. `IN_PROGRESS`, `COMPLETE`, `ERROR`. */
  setEndOfDay(state: string): void
  /** True: whatever would change something is answered READ_ONLY_MODE. */
  readOnly(on: boolean): void
  /** Mambu keeps a key for 6 hours; this is the end of them. */
  forgetKeys(): void
  /**
   * The next `count` requests are answered with this status; 0 drops the connection after the work is done.
   *
   * @param only which requests it is about, e.g. `'POST /loans'` (what method and path begin with). Default: all
   */
  failNext(count: number, status: number, headers?: Readonly<Record<string, string>>, only?: string): void
  /** Holds the next POST until the returned function is called; the same key meanwhile is answered 102. */
  holdNextPost(): () => void
  stop(): Promise<void>
}

interface Failure {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly only: string
}

/**
 * Starts the stand-in on 127.0.0.1.
 *
 * @example
 * ```ts
 * const mambu = await startMambuStandIn({ loans: [{ id: 'LN1', amount: 900 }] })
 * mambu.failNext(2, 503, { 'retry-after': '1' })
 * ```
 */
export async function startMambuStandIn(options: MambuStandInOptions = {}): Promise<MambuStandIn> {
  const apiKey = options.apiKey ?? '0b6e2f8c-5a1d-4c3b-9e7f-2d4a6b8c0e1f'
  const basic = options.basic ?? { user: 'api', password: 'stand-in' }
  const authorization = `Basic ${Buffer.from(`${basic.user}:${basic.password}`).toString('base64')}`
  const bank = new StandInBank()
  for (const loan of options.loans ?? [{ id: 'LNAC0503' }]) bank.loans.addLoan(loan)
  const requests: StandInRequest[] = []
  const failures: Failure[] = []
  const keys = new IdempotencyKeys()
  let isReadOnly = false

  async function answer(
    path: string,
    query: URLSearchParams,
    request: IncomingMessage,
  ): Promise<StandInAnswer> {
    const known =
      headerOf(request, 'apikey') === apiKey || headerOf(request, 'authorization') === authorization
    if (!known) return refuse(401, 2, 'INVALID_CREDENTIALS')
    if (headerOf(request, 'accept') !== ACCEPT) return refuse(406, 4, 'INVALID_PARAMETERS', 'Accept')
    const found = findRoute(bank.routes, request.method ?? '', path)
    if (!found) return refuse(404, 4, 'INVALID_PARAMETERS', 'path')
    const { route, ids } = found
    const read = await readJson(request)
    if (!read) return refuse(400, 4, 'INVALID_PARAMETERS', 'body')
    if (isReadOnly && !route.reads) return refuse(403, 40, 'READ_ONLY_MODE')
    const run = (idempotencyKey: string) => route.answer({ ids, query, ...read, idempotencyKey })
    if (route.reads || route.method !== 'POST') return run('')
    return keys.answerOnce(headerOf(request, 'idempotency-key'), run)
  }

  const server = createServer((request, response) => {
    const { pathname, searchParams } = splitUrl(request.url ?? '/')
    const path = pathname.replace(/^\/api(?=\/)/, '')
    const respond = async () => {
      const failure = takeFailure(failures, `${request.method} ${path}`)
      const failed = failure && failure.status !== 0 ? refuseAs(failure.status) : null
      const { status, body, headers } = failed ?? (await answer(path, searchParams, request))
      const idempotencyKey = headerOf(request, 'idempotency-key')
      requests.push({ method: request.method ?? '', path, status, idempotencyKey })
      if (failure?.status === 0) {
        request.socket.destroy()
        return
      }
      const json = body === null ? '' : JSON.stringify(body)
      response.writeHead(status, { 'content-type': ACCEPT, ...headers, ...failure?.headers }).end(json)
      // A 1xx is never the end of an answer for HTTP clients: the connection says that nothing more comes.
      if (status < 200) request.socket.end()
    }
    respond().catch(() => request.socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    apiKey,
    basic,
    requests,
    disbursements: bank.loanTransactions.disbursements,
    tasks: bank.workItems.tasks,
    comments: bank.workItems.comments,
    loanTransactions: bank.loanTransactions.transactions.all,
    depositTransactions: bank.deposits.transactions.all,
    holds: bank.holds.holds,
    journalEntries: bank.ledger.entries,
    rates: bank.ledger.rates,
    messages: bank.communications.messages,
    addLoan: (loan) => bank.loans.addLoan(loan),
    addDisbursement: (loanId, id) => bank.loanTransactions.addDisbursement(loanId, id),
    addClient: (client) => bank.clients.addClient(client),
    addGroup: (group) => bank.clients.addGroup(group),
    addUser: (username, key, more) => bank.workItems.addUser(username, key, more),
    addDeposit: (deposit) => bank.deposits.addDeposit(deposit),
    addArrangement: (arrangement) => bank.workItems.addArrangement(arrangement),
    addJournalEntries: (count, day) => bank.ledger.addJournalEntries(count, day),
    addFailedMessage: (message) => bank.communications.addMessage(message),
    findLoan: (id) => bank.loans.loans.find(id),
    findDeposit: (id) => bank.deposits.deposits.find(id),
    findClient: (id) => bank.clients.clients.find(id),
    setEndOfDay: (state) => bank.ledger.setEndOfDay(state),
    readOnly(on) {
      isReadOnly = on
    },
    forgetKeys: () => keys.forget(),
    failNext(count, status, headers = {}, only = '') {
      for (let left = count; left > 0; left -= 1) failures.push({ status, headers, only })
    },
    holdNextPost: () => keys.holdNext(),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await Promise.all([closed, bank.communications.settled()])
    },
  }
}

function takeFailure(failures: Failure[], request: string): Failure | undefined {
  const index = failures.findIndex(({ only }) => request.startsWith(only))
  return index === -1 ? undefined : failures.splice(index, 1)[0]
}

/** What Mambu would say with such a status. */
function refuseAs(status: number): StandInAnswer {
  if (status >= 500) return refuse(status, 6, 'INTERNAL_ERROR')
  if (status === 409) return refuse(status, 5101, 'BLOCKING_OPERATION_IN_PROGRESS')
  if (status === 429) return refuse(status, 5102, 'TOO_MANY_REQUESTS')
  return refuse(status, 4, 'INVALID_PARAMETERS')
}

/** No `URL`: it would tidy up what a caller sends. */
function splitUrl(url: string): { readonly pathname: string; readonly searchParams: URLSearchParams } {
  const at = url.indexOf('?')
  return at === -1
    ? { pathname: url, searchParams: new URLSearchParams() }
    : { pathname: url.slice(0, at), searchParams: new URLSearchParams(url.slice(at + 1)) }
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' ? value : null
}
