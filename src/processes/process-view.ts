import { z } from 'zod'
import { currentSettings, readUses } from '../settings/settings-access.ts'
import { aliasState, startNodeState } from '../settings/snapshot.ts'
import type { TaskCounts } from '../tasks/count-tasks.ts'
import { isAllowed, type Role } from '../users/role.ts'
import { acceptedView, viewAccepted } from './accepted-view.ts'
import { authView, viewAuth } from './auth-view.ts'
import { directUrlsOf } from './direct-urls-of.ts'
import { keyWarning, warnOfKeys } from './key-warning.ts'
import { maskUrls } from './mask.ts'
import type { ProcessParts } from './process-parts.ts'
import { whyRefused } from './why-refused.ts'

export const urlsView = z.object({ json: z.string(), xml: z.string(), nvp: z.string() })

const intakeView = z.object({
  paused: z.boolean(),
  perSecond: z.number().nullable(),
  sources: z.array(z.string()),
  answerInvalid: z.enum(['error', 'ok']).nullable(),
  answers: z.enum(['http', 'mpo']),
  startDelayMs: z.number(),
})

const counters = z
  .object({
    accepted: z.number(),
    refused: z.number(),
    lastAt: z.string().nullable(),
  })
  .describe('Authentic requests at this receiver since it started')

const hourly = z.array(z.number()).length(24)

export const endedCount = z.object({
  state: z.enum(['completed', 'failed', 'canceled', 'terminated', 'timed-out']),
  endedAs: z
    .string()
    .nullable()
    .describe(
      'Of completed ones: how the process says they ended; empty: it said nothing; null: not told apart',
    ),
  tasks: z.number(),
})

const tasksView = z.object({
  open: z.number(),
  completed24h: z.number(),
  failed24h: z.number().describe('Failed, timed out or terminated in the last 24 hours'),
  ended24h: z.array(endedCount).nullable().describe('How those ended; null: not counted in time'),
})

export const processRow = z.object({
  process: z.string(),
  title: z.string(),
  inCode: z.boolean().describe('False: the settings know it, this receiver does not serve it'),
  urlOn: z.boolean(),
  auth: z.enum(['none', 'basic', 'header']),
  refuses: z.string().nullable().describe('Why its credentials let nobody in (401); null: they can be right'),
  paused: z.boolean(),
  aliases: z.array(z.string()),
  waiting: z.number().nullable().describe('Deliveries in the inbox of this receiver'),
  counters,
  tasks: tasksView.nullable().describe('A moment late; null: Temporal did not count them in time'),
  quarantined: z.number().nullable().describe('Open entries; null: not counted in time'),
  hours: z
    .object({ accepted: hourly, refused: hourly })
    .describe('Authentic requests at this receiver by hour (UTC), the oldest first, the last one runs'),
  lastAt: z.string().nullable().describe('The newest authentic request at this receiver'),
  answerMs: z
    .object({
      p50: z.number().nullable(),
      p95: z.number().nullable(),
      p99: z.number().nullable(),
      count: z.number(),
    })
    .describe('Milliseconds until the answer, of the last hour at this receiver, right to 10 %'),
})

export const processDetails = processRow.omit({ auth: true }).extend({
  workflowType: z.string().nullable(),
  isImported: z.boolean().describe('Of MPO, so that it has versions and a drawing of its own'),
  urls: urlsView.nullable(),
  auth: authView,
  intake: intakeView,
  accepted: z.array(acceptedView),
  revision: z.number(),
  keyWarning: keyWarning.nullable().describe('How its senders name their deliveries, at this receiver'),
})

/**
 * One line of the list.
 *
 * @param counted of `TaskCounter`; undefined: not counted in time
 */
export function viewProcess(
  parts: ProcessParts,
  process: string,
  counted: TaskCounts | undefined,
): z.output<typeof processRow> {
  const snapshot = currentSettings(parts)
  const { generation, auth, intake } = startNodeState(snapshot, process)
  const startNode = parts.startNodes.get(process)
  const counters = parts.metrics.ofProcess(process)
  const { hours, answerMs } = parts.metrics.recentOf(process)
  return {
    process,
    title: startNode?.title ?? process,
    inCode: startNode !== undefined,
    urlOn: generation !== null,
    auth: auth.type,
    refuses: whyRefused(snapshot, parts.encryptionKeys, process),
    paused: intake.paused,
    aliases: Object.keys(snapshot.aliases).filter(
      (alias) => aliasState(snapshot, alias)?.process === process,
    ),
    waiting: parts.inbox === null ? null : (parts.inbox.counts().perProcess[process] ?? 0),
    counters,
    tasks: counted === undefined ? null : { ...counted, ended24h: counted.ended24h && [...counted.ended24h] },
    quarantined: counted?.quarantined ?? null,
    hours: { accepted: [...hours.accepted], refused: [...hours.refused] },
    lastAt: counters.lastAt,
    answerMs,
  }
}

/**
 * @param role secrets are shown to editors only
 * @param counting of `TaskCounter`; waited for beside everything else that is asked of Temporal
 */
export async function viewProcessDetails(
  parts: ProcessParts,
  process: string,
  role: Role,
  counting: Promise<TaskCounts | undefined>,
): Promise<z.output<typeof processDetails>> {
  const snapshot = currentSettings(parts)
  const { auth, intake, accepted } = startNodeState(snapshot, process)
  const full = isAllowed(role, 'editor')
  const urls = directUrlsOf(parts.publicUrl, parts.signingKeys, snapshot, process)
  const [counted, uses] = await Promise.all([counting, accepted.length === 0 ? {} : readUses(parts)])
  return {
    ...viewProcess(parts, process, counted),
    workflowType: parts.startNodes.get(process)?.workflowType ?? null,
    isImported: (parts.startNodes.get(process)?.diagram ?? null) !== null,
    urls: urls === null || full ? urls : maskUrls(urls),
    auth: viewAuth(auth, parts.encryptionKeys, full),
    intake: { ...intake, sources: [...intake.sources] },
    accepted: viewAccepted(accepted, uses),
    revision: snapshot.revision,
    keyWarning: warnOfKeys(parts.metrics.keysOf(process)),
  }
}
