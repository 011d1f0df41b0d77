/** Mambu closed a day: its ledger is read page by page, counted, and written once as a file. */
import {
  ActivityFailure,
  CancellationScope,
  ContinueAsNew,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow'
import type { AccountSum, ExportActivities, ExportFile } from '../../activities/export-file.ts'
import type { Task } from '../../src/process/task.ts'
import { continueTask, delay, node, note, sayOutcome } from '../../src/workflows/nodes/index.ts'
import { mambuReads } from '../mambu/mambu-calls.ts'
import { tellOperations } from '../people/tell-operations.ts'
import {
  addPage,
  beginExport,
  type CurrencySum,
  dayBefore,
  type ExportProgress,
  sumCurrencies,
} from './export-progress.ts'

/** What the webhook on END_OF_DAY_PROCESSING_COMPLETED sends: its payload can hold no date. */
export interface EndOfDay {
  readonly event: 'END_OF_DAY_PROCESSING_COMPLETED'
  /** `YYYY-MM-DD`: a day to export, sent by hand. Default: the day that Mambu's latest end of day closed. */
  readonly booking_date?: string | undefined
  /** Of the run before; no sender may give it. */
  readonly progress?: ExportProgress | undefined
}

/** How an export ends. Amounts are exact decimals. */
export type EndOfDayExportResult =
  | {
      /** `already_exported`: the file stood and says the same. `differs`: it stood and the ledger has changed since. */
      readonly state: 'exported' | 'already_exported' | 'differs'
      readonly bookingDate: string
      /** Of the file that stands. */
      readonly file: Omit<ExportFile, 'outcome'>
      /** In the ledger now. */
      readonly entries: number
      /** Mambu's own count was the same; null: it gave none. */
      readonly reconciled: true | null
      readonly currencies: readonly CurrencySum[]
      readonly accounts: readonly AccountSum[]
      readonly notified: boolean
    }
  | {
      /** Mambu counts other than the pages hold, three times; nothing was written. */
      readonly state: 'unreconciled'
      readonly bookingDate: string
      readonly entries: number
      readonly total: number
      readonly notified: boolean
    }
  | {
      /** The end of day is not there or did not end well; nothing was written. */
      readonly state: 'not_complete'
      readonly endOfDay: string | null
      readonly notified: boolean
    }

/** Pages of 1,000 entries; a history of that many is small. */
const PAGES_PER_RUN = 10
const MAX_ATTEMPTS = 3
const SETTLE_MS = 5 * 60 * 1000
/** An event may be sent while the last jobs still run. */
const MAX_CHECKS = 24
const UNDER_WAY: readonly string[] = ['QUEUED', 'IN_PROGRESS', 'TRANSIENT_ERROR']

const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const
const { exportLedgerPage } = proxyActivities<ExportActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '1 day',
  retry,
})
const { closeExport } = proxyActivities<ExportActivities>({
  startToCloseTimeout: '10 minutes',
  scheduleToCloseTimeout: '1 day',
  retry,
})
const { discardExport } = proxyActivities<ExportActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '10 minutes',
  retry,
})

/**
 * The process `end-of-day-export`.
 *
 * The file of a day appears whole and once: a repeat, a second event of the day and a second task at the same time find
 * it and say so.
 *
 * @throws ActivityFailure when Mambu or the folder stay away for a day; CancelledFailure. Nothing is left of the file then
 */
export async function endOfDayExport(task: Task<EndOfDay>): Promise<EndOfDayExportResult> {
  try {
    const result = await exportDay(task)
    sayOutcome(result.state)
    return result
  } catch (error) {
    if (!(error instanceof ContinueAsNew)) await CancellationScope.nonCancellable(() => cleanUp(task))
    throw error
  }
}

async function exportDay(task: Task<EndOfDay>): Promise<EndOfDayExportResult> {
  const day = task.data.progress?.bookingDate ?? task.data.booking_date ?? (await untilClosed(task))
  if (typeof day !== 'string') return day
  let progress = task.data.progress ?? beginExport(day)
  for (let pages = 0; ; ) {
    if (progress.cursor !== null) {
      if (pages === PAGES_PER_RUN) return continueTask(task, { ...task.data, progress })
      progress = await readPage(task, progress, progress.cursor)
      pages += 1
      continue
    }
    const { entries, total, attempt } = progress
    if (total === null || total === entries) return close(task, progress)
    if (attempt === MAX_ATTEMPTS) return giveUp(task, progress, total)
    await delay('Let the ledger settle', SETTLE_MS)
    progress = beginExport(day, attempt + 1)
  }
}

/** @returns the day that the end of day closed */
async function untilClosed(task: Task<EndOfDay>): Promise<string | EndOfDayExportResult> {
  for (let check = 1; ; check += 1) {
    const run = await node('Check the end of day', async () => {
      const latest = await mambuReads.getLatestEndOfDay()
      note(latest === null ? 'Mambu knows of none' : `${latest.state}, began ${latest.startDate ?? '?'}`)
      return latest
    })
    const day = run?.state === 'COMPLETE' && run.startDate !== null ? dayBefore(run.startDate) : null
    if (day !== null) return day
    if (run === null || !UNDER_WAY.includes(run.state) || check === MAX_CHECKS) {
      const notified = await tellOperations('Tell operations', task, {
        title: 'The end of day is not complete',
        description: `Mambu says ${run?.state ?? 'nothing'}. Its ledger was not exported.`,
      })
      return { state: 'not_complete', endOfDay: run?.state ?? null, notified }
    }
    await delay('Wait for the end of day', SETTLE_MS)
  }
}

function readPage({ taskId }: Task, progress: ExportProgress, cursor: string): Promise<ExportProgress> {
  const { bookingDate, attempt, parts, sums } = progress
  return node('Read a page of the ledger', async () => {
    const page = await exportLedgerPage({ taskId, bookingDate, attempt, part: parts, cursor, sums })
    const next = addPage(progress, page)
    note(`${next.entries} of ${next.total ?? 'an unknown number of'} entries of ${bookingDate}`)
    return next
  })
}

async function close(task: Task<EndOfDay>, progress: ExportProgress): Promise<EndOfDayExportResult> {
  const { bookingDate, attempt, parts, entries, total, sums } = progress
  const { outcome, ...file } = await node('Write the file', async () => {
    const closed = await closeExport({ taskId: task.taskId, bookingDate, attempt, parts })
    note(`${closed.file}: ${closed.outcome}, ${closed.entries} entries, sha256 ${closed.sha256}`)
    return closed
  })
  await cleanUp(task)
  const currencies = sumCurrencies(sums)
  const warning = findWarning(file, outcome, entries, currencies)
  const notified =
    warning !== null &&
    (await tellOperations('Tell operations', task, {
      title: `Look at the ledger of ${bookingDate}`,
      description: warning,
    }))
  return {
    state: outcome === 'written' ? 'exported' : outcome === 'same' ? 'already_exported' : 'differs',
    bookingDate,
    file,
    entries,
    reconciled: total === null ? null : true,
    currencies,
    accounts: sums,
    notified,
  }
}

function findWarning(
  { file, entries: standing }: Omit<ExportFile, 'outcome'>,
  outcome: ExportFile['outcome'],
  entries: number,
  currencies: readonly CurrencySum[],
): string | null {
  if (outcome === 'differs')
    return `${file} has ${standing} entries and stays as it is; Mambu has ${entries} by now, or others.`
  const unbalanced = currencies.find(({ balanced }) => !balanced)
  if (unbalanced === undefined || outcome === 'same') return null
  const { currency, debit, credit } = unbalanced
  return `${file} was written, but its debits are ${debit} ${currency ?? ''} and its credits ${credit}.`
}

async function giveUp(
  task: Task<EndOfDay>,
  { bookingDate, entries }: ExportProgress,
  total: number,
): Promise<EndOfDayExportResult> {
  await cleanUp(task)
  const notified = await tellOperations('Tell operations', task, {
    title: `The ledger of ${bookingDate} was not exported`,
    description: `Mambu counts ${total} entries, its pages hold ${entries}, ${MAX_ATTEMPTS} times.`,
  })
  return { state: 'unreconciled', bookingDate, entries, total, notified }
}

/** Parts that stay hurt nobody, and must hide neither a result nor a failure. */
async function cleanUp({ taskId }: Task): Promise<void> {
  await node('Clean up', async () => {
    try {
      await discardExport(taskId)
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error
      note(`The parts stay: ${error.cause?.message ?? error.message}`)
    }
  })
}
