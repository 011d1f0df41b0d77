/**
 * The settings of all Start nodes of a namespace: one long-running workflow, `startnode-settings`. Moved on by the
 * Update `advance`, which brings a signed head; read through its memo with `describe`, which needs no worker.
 *
 * It orders and keeps, and can't make a head: whoever may write to the namespace can send an Update, reset or replace this
 * workflow, so nobody believes it. Receivers, workers and senders check each head themselves. Without a signature it takes
 * the stops only, beside the head.
 */
import {
  ApplicationFailure,
  allHandlersFinished,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  makeContinueAsNewFunc,
  proxyLocalActivities,
  setHandler,
  setWorkflowOptions,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow'
import type { CheckHead } from '../../activities/check-head.ts'
import { type Ancestry, ancestryOf, type SettingsHead, unsignedAncestry } from '../../settings/chain/head.ts'
import type { SettingsState } from '../../settings/chain/settings-state.ts'
import { addStop, isStop, keepStops, NO_STOPS, withStops } from '../../settings/chain/stops.ts'
import { judge } from '../../settings/chain/succession.ts'
import type { AuditEntry, ChangeRequest, CountedUses, UrlUses } from '../../settings/change.ts'
import { describeChange } from '../../settings/rules/describe-change.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../settings/snapshot.ts'
import { addUses, keepUses } from './add-uses.ts'
import { changeUnsigned, type Refuse, refuseOtherRevision } from './change-unsigned.ts'
import { checkHeadShape } from './check-head-shape.ts'
import { checkRequest } from './check-request.ts'
import { fitState } from './fit-state.ts'
import { recordAudit } from './record-audit.ts'

const { checkHead } = proxyLocalActivities<{ checkHead: CheckHead }>({
  startToCloseTimeout: '2 seconds',
  retry: { maximumAttempts: 2 },
})

const advanceUpdate = defineUpdate<null, [SettingsHead]>('advance')
/** Stops what a direct URL lets in, unsigned; in settings of an older version, which are not signed yet, every change. */
const changeUpdate = defineUpdate<SettingsSnapshot, [ChangeRequest]>('change')
const auditQuery = defineQuery<readonly AuditEntry[]>('audit')
/** Adds to the counts of accepted URLs; it can change nothing else, so it needs no proof. */
const countUsesSignal = defineSignal<[CountedUses]>('countUses')
const usesQuery = defineQuery<UrlUses>('uses')

// A worker without deployment versioning may not name a behaviour: Temporal refuses its workflow tasks.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  startnodeSettings,
)
export async function startnodeSettings(started: SettingsState): Promise<never> {
  // Started by hand from the Web UI, say.
  if (!started?.snapshot?.settingsId)
    throw refusal('settings_refused', 'Start the settings with `startnode setup`')
  // A head is kept as it was signed: completed, its seal would fit no more.
  let state: Required<Omit<SettingsState, 'head'>> & Pick<SettingsState, 'head'> = {
    stops: NO_STOPS,
    uses: {},
    ...started,
    snapshot: started.head ? started.snapshot : completeSnapshot(started.snapshot),
  }
  upsertMemo(memoOf(state))

  const place = (): Ancestry =>
    state.head ? ancestryOf({ ...state.head, content: state.snapshot }) : unsignedAncestry(state.snapshot)

  function record(entry: AuditEntry): AuditEntry {
    state = { ...state, audit: recordAudit(state.audit, entry) }
    log.info('settings audit', { audit: entry })
    return entry
  }

  setHandler(auditQuery, () => state.audit)
  setHandler(usesQuery, () => state.uses)
  setHandler(countUsesSignal, (counted) => {
    state = { ...state, uses: addUses(state.uses, completeSnapshot(state.snapshot), counted) }
  })
  setHandler(
    advanceUpdate,
    async (head) => {
      const { content, ...beside } = head
      const valid = await checkHead(beside)
      // Another head may have come in between.
      refuseNoSuccessor(place(), head)
      if (!valid) {
        const { actor, op, on } = beside.entry
        const { revision } = state.snapshot
        const at = new Date().toISOString()
        const refused = { at, actor, op, on, detail: null, revision, proved: false, refused: true } as const
        upsertMemo({ startnodeAudit: record(refused) })
        throw refusal(
          'settings_refused',
          `${op} needs the proof of a signing key of the worker: do sender and worker share one?`,
        )
      }
      const snapshot = completeSnapshot(content)
      state = {
        ...state,
        snapshot: content,
        head: beside,
        stops: keepStops(state.stops, snapshot),
        uses: keepUses(state.uses, snapshot),
      }
      // With the entry beside it, the history tells every change without a worker, also after this run was terminated.
      upsertMemo({ ...memoOf(state), startnodeAudit: record(beside.entry) })
      return null
    },
    {
      validator: (head) => {
        const problem = checkHeadShape(head)
        if (problem !== null) throw refusal('settings_refused', problem)
        refuseNoSuccessor(place(), head)
      },
    },
  )
  setHandler(
    changeUpdate,
    async (request) => {
      if (state.head === undefined) {
        const refused = (entry: AuditEntry) => upsertMemo({ startnodeAudit: record(entry) })
        const changed = await changeUnsigned(request, () => state.snapshot, refused, refusal)
        if (changed === null) return state.snapshot
        const { snapshot, entry } = changed
        state = { ...state, snapshot, uses: keepUses(state.uses, snapshot) }
        upsertMemo({ startnodeSettings: snapshot, startnodeAudit: record(entry) })
        return snapshot
      }
      return stop(request)
    },
    {
      validator: (request) => {
        const problem = checkRequest(request)
        if (problem !== null) throw refusal('settings_refused', problem)
        if (state.head === undefined) refuseOtherRevision(request, state.snapshot, refusal)
        else if (request.proof)
          throw refusal('settings_refused', 'These settings are signed: the sender is of an older version')
      },
    },
  )

  function stop({ change, actor }: ChangeRequest): SettingsSnapshot {
    const snapshot = completeSnapshot(state.snapshot)
    const said = { at: new Date().toISOString(), actor, op: change.op, ...describeChange(change) }
    const entry = { ...said, revision: snapshot.revision, proved: false }
    if (!isStop(change)) {
      upsertMemo({ startnodeAudit: record({ ...entry, refused: true }) })
      throw refusal(
        'settings_refused',
        `${change.op} needs the proof of a signing key: without one a direct URL can be switched off and a process paused`,
      )
    }
    const stops = addStop(state.stops, snapshot, change)
    if (stops !== state.stops) {
      state = { ...state, stops }
      upsertMemo({ ...memoOf(state), startnodeAudit: record({ ...entry, refused: false }) })
    }
    return withStops(snapshot, stops)
  }

  await condition(() => workflowInfo().continueAsNewSuggested)
  await condition(allHandlersFinished)
  // The memo is given too: until the first task of the next run, `describe` would show none.
  const next = makeContinueAsNewFunc<typeof startnodeSettings>({ memo: memoOf(state) })
  return next(fitState(state))
}

/** What `describe` shows. Settings that are not signed yet look as their version left them. */
function memoOf({ snapshot, head, stops }: SettingsState): Record<string, unknown> {
  return {
    startnodeSettings: snapshot,
    ...(head === undefined ? {} : { startnodeHead: head, startnodeStops: stops }),
  }
}

function refuseNoSuccessor(known: Ancestry, head: SettingsHead): void {
  const verdict = judge(known, ancestryOf(head))
  if (verdict === 'successor') return
  throw refusal(
    'settings_changed',
    `The settings are at revision ${known.revision}, and revision ${head.content.revision} does not follow it (${verdict})`,
  )
}

const refusal: Refuse = (type, message) => ApplicationFailure.nonRetryable(message, type)
