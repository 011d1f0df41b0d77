/** On a schedule: fetches exchange rates, checks them against the last ones, and posts them to Mambu once. */
import { ActivityFailure, ApplicationFailure, CancellationScope } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import {
  apiCall,
  node,
  nodeFailureOf,
  note,
  sayOutcome,
  waitForSignal,
} from '../../src/workflows/nodes/index.ts'
import { writeOrHold } from '../held-writes/write-or-hold.ts'
import { mambuReads } from '../mambu/mambu-calls.ts'
import { type Approval, readApproval } from '../people/read-approval.ts'
import { tellOperations } from '../people/tell-operations.ts'
import { findFault, type Quote, type RateVerdict, sameQuote, weighRate } from './check-rate.ts'

/** What the schedule gives each task (`--data`). */
export interface CurrencyRates {
  /** The bank's own currency, ISO 4217. */
  readonly base: string
  readonly currencies: readonly string[]
  /** A decimal: a rate that differs more from the last one waits for a person. */
  readonly max_change_percent: string
  /** Rates of a day longer ago are not used. Default 3. */
  readonly max_age_days?: number | undefined
  /** How long a person has, hours. Default 12. */
  readonly decide_within_hours?: number | undefined
}

/** What became of one rate. */
export interface RateReport {
  readonly to: string
  /**
   * `posted`; `held`: posted as soon as Mambu takes writes; `unchanged`: Mambu has it already. The rest was not posted:
   * `faulty` or missing at the source, `rejected` by a person, `expired` without a decision, `overtaken` by another
   * rate meanwhile, `refused` by Mambu.
   */
  readonly outcome:
    | 'posted'
    | 'held'
    | 'unchanged'
    | 'faulty'
    | 'rejected'
    | 'expired'
    | 'overtaken'
    | 'refused'
  /** Decimals; null: the source gave none. */
  readonly buy: string | null
  readonly sell: string | null
  readonly reason: string | null
}

/** How a task of `currency-rates` ends. */
export interface CurrencyRatesResult {
  /**
   * `posted`: all that changed. `unchanged`: nothing had. `incomplete`: a rate was not posted. `stale`: the source has
   * only old rates. `unavailable`: it did not answer.
   */
  readonly state: 'posted' | 'unchanged' | 'incomplete' | 'stale' | 'unavailable'
  /** Day of the rates, `YYYY-MM-DD`; null: there are none. */
  readonly date: string | null
  readonly rates: readonly RateReport[]
  /** Who decided on jumps; null: nobody had to, or did. */
  readonly decidedBy: string | null
  /** Whether that is proved; null as above. */
  readonly proved: boolean | null
  readonly notified: boolean
}

/** The schema `exchangeRates` of activities/response-schemas.ts. */
interface ExchangeRates {
  readonly base: string
  readonly date: string
  readonly rates: Readonly<Record<string, Quote>>
}

interface Checked {
  readonly to: string
  readonly quote: Quote
  readonly last: Quote | null
  readonly verdict: RateVerdict
}

const HOUR_MS = 60 * 60 * 1000
const DAY_MS = 24 * HOUR_MS
/** Each costs a look at its sender. */
const MAX_SIGNALS = 20

/**
 * The process `currency-rates`.
 *
 * Rates within the bound are posted at once; jumps and first rates wait together for one decision of a Mambu user. What
 * Mambu has already is not posted again, so a run more changes nothing.
 *
 * @throws ActivityFailure when Mambu stays away longer than the retries last; what was posted stays posted
 */
export async function currencyRates(task: Task<CurrencyRates>): Promise<CurrencyRatesResult> {
  const result = await followRates(task)
  sayOutcome(result.state)
  return result
}

async function followRates(task: Task<CurrencyRates>): Promise<CurrencyRatesResult> {
  const fetched = await fetchRates(task.data)
  if (typeof fetched === 'string') return giveUp(task, 'unavailable', null, `The source: ${fetched}`)
  const age = Date.now() - Date.parse(`${fetched.date}T00:00:00Z`)
  if (fetched.base !== task.data.base)
    return giveUp(task, 'unavailable', null, `The source has rates of ${fetched.base}`)
  if (age > ((task.data.max_age_days ?? 3) + 1) * DAY_MS)
    return giveUp(task, 'stale', fetched.date, `The rates are of ${fetched.date}`)

  const { checked, reports } = await node('Check the rates', () => checkRates(task.data, fetched.rates))
  for (const rate of checked) if (rate.verdict === 'changed') reports.push(await post(task, rate))
  const doubtful = checked.filter(({ verdict }) => verdict === 'jump' || verdict === 'first')
  const approval = doubtful.length === 0 ? null : await decide(task, doubtful)
  for (const rate of doubtful) reports.push(await conclude(task, rate, approval))
  return report(task, fetched.date, reports, approval)
}

/** @returns why there are none */
async function fetchRates({ base, currencies }: CurrencyRates): Promise<ExchangeRates | string> {
  try {
    const { body } = await apiCall<ExchangeRates>('Fetch the rates', {
      variables: ['rates'],
      url: '{{env_var[@rates].url}}',
      query: { base, symbols: currencies.join(',') },
      headers: { authorization: 'Bearer {{env_var[@rates].token}}' },
      response: 'exchangeRates',
      timeoutMs: 20_000,
      // Treasury's own system is often in the bank's network; the address is the operator's
      allowPrivate: true,
      retry: { withinMs: 2 * HOUR_MS },
    })
    return body
  } catch (error) {
    const failure = nodeFailureOf(error)
    if (failure === null) throw error
    return `${failure.tag}${failure.httpCode === null ? '' : ` (${failure.httpCode})`}`
  }
}

async function checkRates(
  { base, currencies, max_change_percent: maxPercent }: CurrencyRates,
  quotes: ExchangeRates['rates'],
): Promise<{ checked: readonly Checked[]; reports: RateReport[] }> {
  const checked: Checked[] = []
  const reports: RateReport[] = []
  for (const to of new Set(currencies)) {
    const quote = Object.hasOwn(quotes, to) ? quotes[to] : undefined
    const fault = findFault(quote)
    if (quote === undefined || fault !== null) {
      reports.push(reportOf(to, quote, 'faulty', fault))
      continue
    }
    const last = await readLast(base, to)
    const verdict = weighRate(quote, last, maxPercent)
    if (verdict === 'unchanged') reports.push(reportOf(to, quote, verdict))
    else checked.push({ to, quote, last, verdict })
  }
  const all = [...checked, ...reports.map(({ to, outcome }) => ({ to, verdict: outcome }))]
  note(all.map(({ to, verdict }) => `${to} ${verdict}`).join(', '))
  return { checked, reports }
}

/** The rate that holds in Mambu; null: none yet. */
async function readLast(from: string, to: string): Promise<Quote | null> {
  const { items } = await mambuReads.listExchangeRates({ from, to, limit: 20 })
  // A rate that was entered for a later day is newer, and does not hold yet
  return items.find(({ endDate }) => endDate === null) ?? items[0] ?? null
}

/** @returns null: nobody decided in time */
async function decide(task: Task<CurrencyRates>, rates: readonly Checked[]): Promise<Approval | null> {
  const { max_change_percent: percent, base, decide_within_hours: hours = 12 } = task.data
  await tellOperations('Ask for a decision', task, {
    title: `${base}: ${rates.map(({ to }) => to).join(', ')} need a decision`,
    description: `${rates.map(sayChange).join('; ')}. The bound is ${percent} %. Decide within ${hours} hours.`,
  })
  const until = Date.now() + hours * HOUR_MS
  for (let signals = 0; signals < MAX_SIGNALS; signals += 1) {
    const approval = await waitForSignal('Wait for a decision on the rates', {
      signal: 'approve',
      decision: 'approve',
      timeoutMs: Math.max(1, until - Date.now()),
      read: (payload, _signal, proved) => readApproval(payload, null, proved),
    })
    if (approval === null) return null
    const known = await node('Check who decided', async () => {
      const user = await mambuReads.findApprover(approval.by)
      const may = user?.active === true
      note(may ? `${approval.by} says ${approval.decision}` : `${approval.by} is no active user of Mambu`)
      return may
    })
    if (known) return approval
  }
  return null
}

function sayChange({ to, quote, last }: Checked): string {
  const now = `${quote.buy}/${quote.sell}`
  return last === null ? `${to} ${now}, the first` : `${to} ${now} after ${last.buy}/${last.sell}`
}

async function conclude(
  task: Task<CurrencyRates>,
  rate: Checked,
  approval: Approval | null,
): Promise<RateReport> {
  const { to, quote } = rate
  if (approval === null) return reportOf(to, quote, 'expired', 'Nobody decided in time')
  if (approval.decision === 'reject')
    return reportOf(to, quote, 'rejected', approval.comment ?? `Rejected by ${approval.by}`)
  const last = await node('Look at the rate again', () => readLast(task.data.base, to))
  const asSeen = last === null ? rate.last === null : rate.last !== null && sameQuote(last, rate.last)
  if (!asSeen) return reportOf(to, quote, 'overtaken', 'Mambu has got another rate meanwhile')
  return post(task, rate)
}

async function post({ taskId, data }: Task<CurrencyRates>, { to, quote }: Checked): Promise<RateReport> {
  try {
    // A cancellation waits for the answer, or nobody would know which rates are in Mambu
    const outcome = await CancellationScope.nonCancellable(() =>
      writeOrHold('Post the rate', 'createExchangeRate', {
        taskId,
        node: `Post the rate ${to}`,
        from: data.base,
        to,
        buy: Number(quote.buy),
        sell: Number(quote.sell),
      }),
    )
    return reportOf(to, quote, outcome === 'done' ? 'posted' : 'held')
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : null
    if (!(cause instanceof ApplicationFailure) || cause.type !== 'MambuRefused') throw error
    return reportOf(to, quote, 'refused', cause.message)
  }
}

function reportOf(
  to: string,
  quote: Quote | undefined,
  outcome: RateReport['outcome'],
  reason: string | null = null,
): RateReport {
  const text = (value: string | number | undefined) => (value === undefined ? null : String(value))
  return { to, outcome, buy: text(quote?.buy), sell: text(quote?.sell), reason }
}

async function report(
  task: Task<CurrencyRates>,
  date: string,
  rates: readonly RateReport[],
  approval: Approval | null,
): Promise<CurrencyRatesResult> {
  const missing = rates.filter(({ reason }) => reason !== null)
  const changed = rates.some(({ outcome }) => outcome === 'posted' || outcome === 'held')
  const notified =
    missing.length > 0 &&
    (await tellOperations('Tell operations', task, {
      title: `${task.data.base}: ${missing.length} of ${rates.length} rates were not posted`,
      description: missing.map(({ to, reason }) => `${to}: ${reason}`).join('; '),
    }))
  const state = missing.length > 0 ? 'incomplete' : changed ? 'posted' : 'unchanged'
  return { state, date, rates, decidedBy: approval?.by ?? null, proved: approval?.proved ?? null, notified }
}

async function giveUp(
  task: Task<CurrencyRates>,
  state: 'stale' | 'unavailable',
  date: string | null,
  description: string,
): Promise<CurrencyRatesResult> {
  const title = `${task.data.base}: no rates were posted`
  const notified = await tellOperations('Tell operations', task, { title, description })
  return { state, date, rates: [], decidedBy: null, proved: null, notified }
}
