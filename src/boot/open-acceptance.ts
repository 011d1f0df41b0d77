/**
 * The accepting half of a receiver, without a listener: settings, inbox and the core. Wires, nothing else; loads nothing
 * of Temporal's before `connect`, so that a receiver accepts as soon as it can.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Outcome } from '../forwarder/deliver/outcome.ts'
import { createReplies } from '../forwarder/replies.ts'
import { watchInbox } from '../forwarder/waiting/watch-inbox.ts'
import type { Delivery } from '../inbox/delivery.ts'
import { openInbox } from '../inbox/inbox.ts'
import { startReleasing } from '../inbox/release-stuck.ts'
import { refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import { createReceiver } from '../receiver/receiver.ts'
import type { ReceiverLog } from '../receiver/receiver-log.ts'
import { createRequestMetrics } from '../requests/request-metrics.ts'
import { createRequests } from '../requests/requests.ts'
import { createHistory } from '../requests/store/history.ts'
import { keepRequests, restoreRequests } from '../requests/store/keep-requests.ts'
import { openRequestStore } from '../requests/store/open-request-store.ts'
import { startSettingsFeed } from '../settings/settings-feed.ts'
import { startNodeState } from '../settings/snapshot.ts'
import { createRequestLog } from '../telemetry/request-log.ts'
import { workflowUrl } from '../temporal/workflow-url.ts'
import type { TemporalSide } from './open-temporal.ts'
import type { OpenReceiver, ReceiverParts } from './receiver-contract.ts'

export interface Acceptance extends Pick<OpenReceiver, 'receiver' | 'readiness'> {
  /**
   * Begins to speak to Temporal: the settings are followed, and deliveries forwarded. Call it once. Until then
   * deliveries wait in the inbox; without one, their senders wait.
   *
   * @throws Error when the options of Temporal do not do; everything is closed then
   */
  connect(): Promise<OpenReceiver>
}

/** @throws StartnodeError `inbox_locked`, `inbox_unwritable` */
export async function openAcceptance(parts: ReceiverParts): Promise<Acceptance> {
  const { config, temporal, startNodes, log } = parts
  mkdirSync(config.stateDir, { recursive: true, mode: 0o700 })
  const inbox =
    config.inbox.mode === 'direct'
      ? null
      : await openInbox({ ...config.inbox, encryption: config.encryption, log })
  let opened: (side: Promise<TemporalSide>) => void = () => {}
  const side = new Promise<TemporalSide>((resolve) => {
    opened = resolve
  })
  const feed = startSettingsFeed({
    settings: {
      look: async () => (await side).steadySettings.look(),
      countUses: async (uses) => (await side).steadySettings.countUses(uses),
    },
    signingKeys: config.signingKeys,
    keepFile: join(config.stateDir, 'settings.json'),
    encryption: config.encryption,
    atLeast: config.settingsAtLeast,
    log,
  })
  const replies = createReplies(async (...call) => (await side).awaitReply(...call))
  const stopReleasing = inbox && startReleasing({ inbox, log })
  const requests = createRequests()
  const metrics = createRequestMetrics()
  const store = await openRequestStore(join(config.ownDir, 'requests'), config.encryption, log)
  if (store !== null) restoreRequests(store, { metrics, requests })
  const keeping = store && keepRequests({ store, metrics, requests, log })
  const lines = createRequestLog(log)
  const requestLog: ReceiverLog = {
    request(row) {
      lines.request(row)
      requests.request(row)
      metrics.request(row)
    },
  }
  const receiver = createReceiver({
    settings: feed,
    startNodes,
    signingKeys: config.signingKeys,
    encryptionKeys: config.encryption.keys,
    accept: inbox?.accept ?? (async (delivery) => (await side).accept?.(delivery)),
    maxBodyBytes: config.maxBodyBytes,
    onAcceptedUse: feed.countUse,
    onIdentified: metrics.identified,
    trustProxy: config.trustProxy,
    expectReply: replies.expect,
    taskUrl: ({ process, taskId, ref, refInId }) =>
      config.temporalUiUrl === null
        ? null
        : workflowUrl(
            config.temporalUiUrl,
            temporal.namespace,
            ref === null ? taskWorkflowId(process, taskId) : refWorkflowId(process, refInId ?? ref),
            null,
          ),
    log: requestLog,
  })

  function readiness() {
    const reasons: string[] = []
    const { alarm } = feed.status()
    if (feed.current() === null)
      reasons.push(alarm?.message ?? 'no settings yet: run `startnode setup`, or wait for Temporal')
    if (inbox && !inbox.isWritable()) reasons.push('the inbox takes no more deliveries')
    const ready = reasons.length === 0
    return { ready, reasons, alarms: ready && alarm ? [alarm.message] : [] }
  }

  async function close(): Promise<void> {
    stopReleasing?.()
    await feed.stop()
    await inbox?.close()
    await keeping?.stop()
    await store?.close()
  }

  function onOutcome(delivery: Delivery, outcome: Outcome): void {
    replies.onOutcome(delivery, outcome)
    const { repeat, reused } = outcome
    const keptAs = reused?.entryId ?? outcome.keptAs ?? null
    if (!repeat && keptAs === null) return
    const { process, taskId, receivedAt } = delivery
    const settled = { process, taskId, receivedAt, repeat, keptAs, reused: reused !== undefined }
    for (const told of [lines, requests, metrics]) told.settle(settled)
  }

  function isPaused(process: string): boolean {
    const snapshot = feed.current()
    return snapshot !== null && startNodeState(snapshot, process).intake.paused
  }

  async function openSide(): Promise<TemporalSide> {
    // In pieces: whatever is loaded holds up the answers, and all of it at once would for half a second
    for (const piece of ['@temporalio/proto', '@temporalio/client']) {
      await import(piece)
      await setImmediate()
    }
    const { openTemporal } = await import('./open-temporal.ts')
    return openTemporal(parts, { inbox, isPaused, onOutcome, known: feed.known })
  }

  return {
    receiver,
    readiness,
    async connect() {
      opened(openSide())
      const { client, connection, settings, forwarder, ...temporalSide } = await side.catch(
        async (error: unknown) => {
          await close()
          throw error
        },
      )
      const watch = inbox && forwarder && watchInbox({ inbox, forwarder, isPaused })
      return {
        receiver,
        readiness,
        client,
        connection,
        settings,
        feed,
        inbox,
        forwarder,
        watch,
        requests,
        metrics,
        history: createHistory(store, metrics),
        refreshSettings: () => feed.refresh(),
        async stop(drainMs = 5_000) {
          watch?.end()
          const left = forwarder ? await forwarder.drain(drainMs) : 0
          await forwarder?.stop()
          await close()
          await temporalSide.close()
          return { left }
        },
      }
    },
  }
}
