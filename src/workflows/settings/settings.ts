/**
 * The settings of all Start nodes of a namespace: one long-running workflow, `startnode-settings`. Changed by the
 * Update `change` only; read through its memo with `describe`, which needs no worker.
 *
 * Never trusts the sender: whoever may write to the namespace can send an Update, so a change without the proof of a
 * signing key may only tighten.
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
import type { ProveChange } from '../../activities/prove-change.ts'
import type { AuditEntry, ChangeRequest, CountedUses, SettingsState, UrlUses } from '../../settings/change.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../settings/snapshot.ts'
import { addUses, keepUses } from './add-uses.ts'
import { applyChange } from './apply-change.ts'
import { byteLength } from './byte-length.ts'
import { checkRequest } from './check-request.ts'
import { describeChange } from './describe-change.ts'
import { fitState } from './fit-state.ts'
import { onlyTightens } from './only-tightens.ts'
import { recordAudit } from './record-audit.ts'

/** Half of what Temporal takes in one memo or argument, so that the state with its audit fits too. */
const MAX_SNAPSHOT_BYTES = 1_048_576

const { proveChange } = proxyLocalActivities<{ proveChange: ProveChange }>({
  startToCloseTimeout: '2 seconds',
  retry: { maximumAttempts: 2 },
})

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
export async function startnodeSettings(state: SettingsState): Promise<never> {
  // Started by hand from the Web UI, say.
  if (!state?.snapshot?.settingsId)
    throw refusal('settings_refused', 'Start the settings with `startnode setup`')
  let { audit, uses = {} } = state
  let snapshot = completeSnapshot(state.snapshot)
  upsertMemo({ startnodeSettings: snapshot })

  setHandler(auditQuery, () => audit)
  setHandler(usesQuery, () => uses)
  setHandler(countUsesSignal, (counted) => {
    uses = addUses(uses, snapshot, counted)
  })
  setHandler(
    changeUpdate,
    async (request) => {
      const proved = await isProved(snapshot.settingsId, request)
      // Another change may have come in between.
      refuseOtherRevision(request, snapshot)
      const { change, actor } = request
      const at = new Date().toISOString()
      const record = (refused: boolean) => {
        const { revision } = snapshot
        const entry = { at, actor, op: change.op, ...describeChange(change), revision, proved, refused }
        audit = recordAudit(audit, entry)
        log.info('settings audit', { audit: entry })
        return entry
      }

      if (!proved && !onlyTightens(change)) {
        upsertMemo({ startnodeAudit: record(true) })
        throw refusal(
          'settings_refused',
          `${change.op} needs the proof of a signing key of the worker: do sender and worker share one?`,
        )
      }
      const applied = applyChange(snapshot, change, at)
      if (applied.kind === 'refused') throw refusal('settings_refused', applied.message)
      if (applied.kind === 'unchanged') return snapshot
      if (!onlyTightens(change) && byteLength(applied.snapshot) > MAX_SNAPSHOT_BYTES) {
        throw refusal('settings_refused', 'The settings would pass 1 MiB: remove what is no longer used')
      }
      snapshot = applied.snapshot
      uses = keepUses(uses, snapshot)
      // With the entry beside it, the history tells every change without a worker, also after this run was terminated.
      upsertMemo({ startnodeSettings: snapshot, startnodeAudit: record(false) })
      return snapshot
    },
    {
      validator: (request) => {
        const problem = checkRequest(request)
        if (problem !== null) throw refusal('settings_refused', problem)
        refuseOtherRevision(request, snapshot)
      },
    },
  )

  await condition(() => workflowInfo().continueAsNewSuggested)
  await condition(allHandlersFinished)
  // The memo is given too: until the first task of the next run, `describe` would show none.
  const next = makeContinueAsNewFunc<typeof startnodeSettings>({ memo: { startnodeSettings: snapshot } })
  return next(fitState({ snapshot, audit, uses }))
}

async function isProved(settingsId: string, { change, actor, proof }: ChangeRequest): Promise<boolean> {
  if (!proof) return false
  try {
    return await proveChange({ settingsId, baseRevision: proof.baseRevision, change, actor }, proof.hmac)
  } catch (error) {
    throw refusal('settings_refused', `The proof could not be checked: ${String(error)}`)
  }
}

function refuseOtherRevision({ proof }: ChangeRequest, { revision }: SettingsSnapshot): void {
  if (proof && proof.baseRevision !== revision) {
    throw refusal('settings_changed', `The settings are at revision ${revision}, not ${proof.baseRevision}`)
  }
}

function refusal(type: 'settings_changed' | 'settings_refused', message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type)
}
