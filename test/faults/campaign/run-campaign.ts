/** One seed from its plan to its judgement. */
import { waitFor } from '../../helpers/wait-for.ts'
import type { CampaignStack, CampaignTemporal } from './campaign-stack.ts'
import { startCampaignStack } from './campaign-stack.ts'
import { PROCESSES } from './events.ts'
import { inflict } from './inflict.ts'
import { judge } from './judge.ts'
import { startLoad } from './load.ts'
import { makePlan, type Part, tellFault } from './plan.ts'

export interface CampaignReport {
  readonly seed: number
  readonly isEncrypted: boolean
  readonly isVersioned: boolean
  readonly faults: readonly string[]
  /** Requests by status; `unknown`: without an answer. */
  readonly requests: Readonly<Record<string, number>>
  readonly outcomes: Readonly<Record<string, number>>
  readonly orders: number
  readonly violations: readonly string[]
  readonly seconds: number
}

export interface CampaignOptions {
  readonly seed: number
  /** Default 5. */
  readonly faults?: number
  /** Events for each fault (default 40). */
  readonly eventsPerFault?: number
  /** Default: a dev server of its own. */
  readonly temporal?: CampaignTemporal
  readonly namespace?: string
  readonly log?: (line: string) => void
}

const HELD_UP_MS = 300_000

/**
 * @throws Error where the stack can't be started, hurt or healed
 * @example const { violations } = await runCampaign({ seed: 7 })
 */
export async function runCampaign(options: CampaignOptions): Promise<CampaignReport> {
  const { seed, faults: count = 5, eventsPerFault = 40, log = () => {} } = options
  const begun = performance.now()
  const parts: Part[] = ['receiver-0', 'receiver-1', 'worker', 'temporal']
  if (options.temporal?.database !== undefined) parts.push('database')
  const plan = makePlan(seed, parts, count)
  const { isEncrypted, isVersioned } = plan
  const on = await startCampaignStack({ ...options, isEncrypted, isVersioned })
  const name = `s${seed}-${Date.now().toString(36)}`
  const load = startLoad(on, seed, count * eventsPerFault, name)
  try {
    const revoked: string[] = []
    const notes = { revoked, fill: load.fill, restored: load.forget }
    for (const [at, fault] of plan.faults.entries()) {
      load.allow((at + 1) / count)
      await waitFor('enough was sent', () => load.done() >= (at + 0.3) / count, HELD_UP_MS)
      log(tellFault(fault))
      const inflicted = await inflict(fault, on, notes)
      const until = performance.now() + inflicted.forMs
      await waitFor('it has lasted', () => performance.now() >= until)
      await inflicted.heal()
    }
    await load.ended
    log('settling')
    await settle(on)
    const history = load.history()
    log('judging')
    const forgotten = plan.faults.some(({ kind }) => kind === 'restore') ? load.forgotten() : null
    const { violations, outcomes } = await judge(on, history, { name, revoked, forgotten })
    const requests: Record<string, number> = {}
    for (const { status } of history) {
      const what = String(status ?? 'unknown')
      requests[what] = (requests[what] ?? 0) + 1
    }
    return {
      ...{ seed, isEncrypted, isVersioned, faults: plan.faults.map(tellFault) },
      ...{ requests, outcomes, orders: on.partner.orders.size, violations },
      seconds: Math.round((performance.now() - begun) / 1_000),
    }
  } finally {
    load.stop()
    await on.stop()
  }
}

/** Until the inboxes are empty, every callback is taken, and everything in Temporal is decided and done. */
async function settle(on: CampaignStack): Promise<void> {
  const areEmpty = async () => (await on.countWaiting()) === 0
  await waitFor('the inboxes are empty', areEmpty, HELD_UP_MS)
  const ours = PROCESSES.map((process) => `WorkflowId STARTS_WITH '${process}/'`).join(' OR ')
  const query = `(${ours}) AND ExecutionStatus = 'Running' AND WorkflowType != 'quarantinedDelivery'`
  const isDone = async () => (await on.stack.client.count(query)).count === 0
  await waitFor('everything is decided and done', isDone, HELD_UP_MS)
  await on.partner.untilConfirmed()
  await waitFor('the last callbacks have left the inbox', areEmpty, HELD_UP_MS)
}
