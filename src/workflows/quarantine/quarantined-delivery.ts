/**
 * Keeps an authentic delivery that could not become a task until somebody mends and resubmits it, discards it, or its
 * days are over. Everything can be done with the bare `temporal` command too: the signals and the Updates have the same
 * names. It holds the workflow id that is the delivery's own, so it alone may start the delivery's task.
 *
 * Never decides by itself what a right body is: that needs the Start node, which the activity `prepareResubmit` has.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  makeContinueAsNewFunc,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  setWorkflowOptions,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow'
import { describeEntry } from './describe-entry.ts'
import {
  type PreparedTask,
  QUARANTINE_MEMO,
  type QuarantinedDelivery,
  type QuarantineProblem,
  type QuarantineResult,
  type QuarantineSummary,
  type QuarantineView,
} from './kept-delivery.ts'
import { isAsNew, readEdit, readText } from './read-command.ts'
import { startPrepared } from './start-prepared.ts'

export type { QuarantinedDelivery, QuarantineProblem, QuarantineResult } from './kept-delivery.ts'

const DAY_MS = 86_400_000
const KEPT_DAYS = 30

const { prepareResubmit } = proxyActivities<{
  prepareResubmit(delivery: QuarantinedDelivery, options?: { asNew: true }): Promise<PreparedTask>
}>({ startToCloseTimeout: '10 seconds', retry: { maximumAttempts: 5 }, summary: 'Check the body' })

// An entry is kept for weeks: it goes by the code of today, whichever it began with.
setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  quarantinedDelivery,
)
export async function quarantinedDelivery(delivery: QuarantinedDelivery): Promise<QuarantineResult> {
  let kept = delivery
  let { again, edits } = delivery.so ?? { again: 0, edits: 0 }
  const keptMs = (delivery.keptDays ?? KEPT_DAYS) * DAY_MS
  const keptUntil = delivery.so?.keptUntil ?? new Date(Date.now() + keptMs).toISOString()
  let end: QuarantineResult | null = null
  let resubmitting: Promise<QuarantineResult> | null = null

  const view = (): QuarantineView => {
    const { process, taskId, ref, receivedAt, problem, contentType, body, bodyEncoding, bodyCut } = kept
    const { identity, holder } = kept
    const format = kept.format ?? 'json'
    return {
      ...{ process, taskId, ref, receivedAt, problem, contentType, format },
      ...{ body, bodyEncoding, bodyCut, keptUntil, again, edits, ended: end },
      ...(identity === undefined ? {} : { identity }),
      ...(holder === undefined ? {} : { holder }),
    }
  }
  const show = () => {
    const { problem, receivedAt } = kept
    const { code, message } = problem
    const summary: QuarantineSummary = { code, message, receivedAt, keptUntil, again, edits }
    upsertMemo({ [QUARANTINE_MEMO]: summary })
    setCurrentDetails(describeEntry(view()))
  }

  /** What is being resubmitted must not change under it. Who need not wait must not: signals keep their order. */
  async function untilDecided(): Promise<void> {
    while (resubmitting !== null) await resubmitting.catch(() => {})
  }

  async function edit(input: unknown): Promise<QuarantineView> {
    const { body } = readEdit(input)
    if (resubmitting !== null) await untilDecided()
    refuseClosed(end)
    kept = { ...kept, body, bodyEncoding: 'text', bodyCut: false }
    edits += 1
    show()
    return view()
  }

  /** Once, however many ask for it at the same time; a refused one may be asked for again. */
  function resubmit(input: unknown): Promise<QuarantineResult> {
    if (end !== null) return Promise.resolve(end)
    resubmitting ??= tryToResubmit(readText(input, 'note').actor, isAsNew(input)).finally(() => {
      resubmitting = null
    })
    return resubmitting
  }

  async function tryToResubmit(actor: string | null, asNew: boolean): Promise<QuarantineResult> {
    try {
      // Half a resubmission must not be cancelled.
      const prepare = () => (asNew ? prepareResubmit(kept, { asNew }) : prepareResubmit(kept))
      const task = await CancellationScope.nonCancellable(() => startPrepared(prepare))
      end = { ended: 'resubmitted', reason: null, actor, task }
      return end
    } catch (error) {
      const failure = refusalOf(error)
      kept = { ...kept, problem: problemOf(failure) }
      throw failure
    } finally {
      show()
    }
  }

  async function discard(input: unknown): Promise<QuarantineResult> {
    if (resubmitting !== null) await untilDecided()
    if (end?.ended !== 'discarded') refuseClosed(end)
    const { text: reason, actor } = readText(input, 'reason')
    end ??= { ended: 'discarded', reason, actor, task: null }
    return end
  }

  setHandler(defineQuery<QuarantineView>('show'), view)
  setHandler(defineUpdate<QuarantineView, [unknown]>('edit'), edit, {
    validator: (input) => void readEdit(input),
  })
  setHandler(defineUpdate<QuarantineResult, [unknown?]>('resubmit'), resubmit)
  setHandler(defineUpdate<QuarantineResult, [unknown?]>('discard'), discard)
  // Nobody waits for a signal: what is refused shows in the details, as the problem of the entry.
  setHandler(defineSignal<[unknown]>('edit'), (input) => attempt(() => edit(input)))
  setHandler(defineSignal<[unknown?]>('resubmit'), (input) => attempt(() => resubmit(input)))
  setHandler(defineSignal<[unknown?]>('discard'), (input) => attempt(() => discard(input)))
  setHandler(defineSignal('again'), () => {
    again += 1
    show()
  })

  show()
  const leftMs = Math.max(1, Date.parse(keptUntil) - Date.now())
  const summary = `Kept until ${keptUntil.slice(0, 10)}`
  await condition(() => end !== null || workflowInfo().continueAsNewSuggested, leftMs, { summary })
  await condition(allHandlersFinished)
  if (end !== null) return end
  if (Date.now() < Date.parse(keptUntil)) {
    const next = makeContinueAsNewFunc<typeof quarantinedDelivery>({
      memo: workflowInfo().memo ?? {},
      typedSearchAttributes: workflowInfo().typedSearchAttributes,
    })
    return next({ ...kept, so: { keptUntil, again, edits } })
  }
  return { ended: 'expired', reason: null, actor: null, task: null }
}

async function attempt(work: () => unknown): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error
  }
}

function refuseClosed(end: QuarantineResult | null): void {
  if (end !== null) throw ApplicationFailure.nonRetryable(`It was ${end.ended} already`, 'quarantine_closed')
}

/** What the activity refused, without the wrapping; what it could not do passes as it is. */
function refusalOf(error: unknown): ApplicationFailure {
  const cause = error instanceof ActivityFailure ? error.cause : error
  if (cause instanceof ApplicationFailure && cause.nonRetryable === true) return cause
  const message = cause instanceof Error ? cause.message : String(cause)
  return ApplicationFailure.nonRetryable(`It could not be resubmitted: ${message}`, 'internal')
}

function problemOf({ type, message, details }: ApplicationFailure): QuarantineProblem {
  const problems = Array.isArray(details?.[0]) ? (details[0] as QuarantineProblem['problems']) : []
  return { code: type ?? 'internal', message, problems }
}
