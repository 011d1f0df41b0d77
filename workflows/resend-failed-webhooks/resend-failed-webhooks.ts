/** On a schedule: finds webhooks that Mambu gave up, and asks Mambu to send them again. Closes the gap of its four tries. */
import { proxyActivities } from '@temporalio/workflow'
import type { CommunicationMessage } from '../../activities/mambu.ts'
import type { ReceiverActivities } from '../../activities/receiver-address.ts'
import type { MambuPage } from '../../src/mambu/client/mambu-page.ts'
import type { Task } from '../../src/process/task.ts'
import { node, note, readState, sayOutcome } from '../../src/workflows/nodes/index.ts'
import { mambuReads } from '../mambu/mambu-calls.ts'
import { tellOperations } from '../people/tell-operations.ts'
import { planResend, type ResendMemories, whyFailed } from './resend-plan.ts'
import { RESEND_MEMORY, ResendRun, type TemplateReport } from './resend-run.ts'

/** What the schedule gives each task (`--data`); all of it may be left out. */
export interface ResendFailedWebhooks {
  /** Resent in one run. Default 500. */
  readonly max_messages?: number | undefined
  /** Of one message for the same reason, over all runs. Default 3. */
  readonly max_resends?: number | undefined
  /** How old a message may be. Default 14. */
  readonly days?: number | undefined
}

/** How a run ends. */
export interface ResendResult {
  /**
   * `none_failed`: there is nothing to do. `resent`: what could be was sent again. `blocked`: for at least one template
   * the receiver refuses still. `refused`: Mambu does not resend. `held`: Mambu is read-only.
   */
  readonly state: 'none_failed' | 'resent' | 'blocked' | 'refused' | 'held'
  /** What the destinations begin with. */
  readonly destination: string
  readonly found: number
  readonly resent: number
  readonly delivered: number
  readonly templates: readonly TemplateReport[]
  /** Why Mambu does not resend; null: it does. */
  readonly reason: string | null
  readonly notified: boolean
}

const { getReceiverAddress } = proxyActivities<ReceiverActivities>({ startToCloseTimeout: '10 seconds' })

const DAY_MS = 24 * 60 * 60 * 1000
const PAGE = 100
/** What is over it waits for the next run. */
const MAX_PAGES = 20
const BATCH = 100
/** One message may be broken by itself; where so many fail, the receiver refuses. Mambu's breaker stays closed over them. */
const PROBES = 3

/**
 * The process `resend-failed-webhooks`.
 *
 * Of each template a few messages go first: only when one of them is taken do the others follow, so that Mambu's breaker
 * stays closed where the receiver refuses. No message is resent twice in a run, nor while its last resend may be under way, nor
 * for ever: what fails for the same reason again and again is given up and told, once.
 *
 * @throws ActivityFailure when Mambu stays away for a day
 */
export async function resendFailedWebhooks(task: Task<ResendFailedWebhooks>): Promise<ResendResult> {
  const { max_messages: maxMessages = 500, max_resends: maxResends = 3, days = 14 } = task.data
  const destination = `${await node('Find out our address', () => getReceiverAddress())}/`
  const failed = await node('Find failed webhooks', () => findFailed(destination, days))
  const before = (await readState<ResendMemories>('Recall earlier resends', RESEND_MEMORY))?.data ?? {}
  const plan = planResend(failed, before, { now: Date.now(), maxResends, maxMessages })
  const run = new ResendRun(task, failed, before)
  for (const { message, reason } of plan.skipped) run.skip(message, reason)

  let reason: string | null = null
  let held = false
  for (const messages of plan.byTemplate.values()) {
    const stopped = await resendTemplate(run, messages)
    if (stopped === undefined) continue
    held = stopped === null
    reason = stopped
    break
  }
  await run.remember([])
  const reports = run.reports()
  const blocked = reports.some(({ skipped }) => (skipped.template_blocked ?? 0) > 0)
  const notified = await tell(task, run, maxResends, reason)
  const state = stateOf({ found: failed.length, blocked, held, reason })
  sayOutcome(state)
  return {
    state,
    destination,
    found: failed.length,
    resent: run.resent.length,
    delivered: reports.reduce((sum, { delivered }) => sum + delivered, 0),
    templates: reports,
    reason,
    notified,
  }
}

function stateOf(run: { found: number; blocked: boolean; held: boolean; reason: string | null }) {
  if (run.held) return 'held'
  if (run.reason !== null) return 'refused'
  if (run.blocked) return 'blocked'
  return run.found === 0 ? 'none_failed' : 'resent'
}

/** Oldest first. The search is Mambu's; that a destination is ours is looked at again. */
async function findFailed(destination: string, days: number): Promise<readonly CommunicationMessage[]> {
  const from = new Date(Date.now() - days * DAY_MS).toISOString()
  const found = new Map<string, CommunicationMessage>()
  let offset: number | null = 0
  for (let page = 0; offset !== null && page < MAX_PAGES; page += 1) {
    const { items, nextOffset }: MambuPage<CommunicationMessage> = await mambuReads.searchCommunications({
      destination,
      from,
      offset,
      limit: PAGE,
    })
    for (const message of items)
      if (message.destination?.toLowerCase().startsWith(destination.toLowerCase()))
        found.set(message.key, message)
    offset = nextOffset
  }
  note(`${found.size} failed${offset === null ? '' : ', and there are more'}`)
  return [...found.values()]
}

/** @returns undefined: go on; null: Mambu is read-only; else why it does not resend */
async function resendTemplate(
  run: ResendRun,
  messages: readonly CommunicationMessage[],
): Promise<string | null | undefined> {
  let rest = messages
  for (let size = PROBES, passes = true; passes && rest.length > 0; size = BATCH) {
    const outcome = await run.resend(rest.slice(0, size))
    if (typeof outcome === 'string' || outcome === null) return outcome
    rest = rest.slice(size)
    // What is under way waits for Mambu's breaker, and the others would wait behind it
    passes = outcome.delivered.length > 0 && outcome.underWay.length === 0
  }
  for (const message of rest) run.skip(message, 'template_blocked')
  return undefined
}

/** Only of what is new: the schedule comes again soon. */
async function tell(task: Task, run: ResendRun, maxResends: number, reason: string | null): Promise<boolean> {
  const givenUp = run.givenUp(maxResends)
  const hopeless = run.newlyHopeless()
  const lines = [
    ...(reason === null ? [] : [`Mambu does not resend: ${reason}`]),
    ...[...givenUp, ...hopeless].map(
      ({ key, event, ...why }) => `${event ?? '?'} ${key}: ${whyFailed({ key, event, ...why })}`,
    ),
  ]
  if (lines.length === 0) return false
  return tellOperations('Tell operations', task, {
    title: `${givenUp.length + hopeless.length} failed webhooks are not resent any more`,
    description: lines.join('; ').slice(0, 2_000),
  })
}
