import type { AccountSum, ExportedPage } from '../../activities/export-file.ts'
import { addDecimals, compareDecimals } from '../../src/process/decimal.ts'

/** Where an export stands: all that the next run must know. */
export interface ExportProgress {
  /** `YYYY-MM-DD`. */
  readonly bookingDate: string
  /** 1 for the first; a ledger that changes while it is read is read again. */
  readonly attempt: number
  /** Pages so far. */
  readonly parts: number
  /** Of the next page; null: all are read. */
  readonly cursor: string | null
  readonly entries: number
  /** As Mambu said with the last page; null: it did not. */
  readonly total: number | null
  readonly sums: readonly AccountSum[]
}

/** What a currency moved. */
export interface CurrencySum {
  readonly currency: string | null
  readonly debit: string
  readonly credit: string
  readonly balanced: boolean
}

export function beginExport(bookingDate: string, attempt = 1): ExportProgress {
  return { bookingDate, attempt, parts: 0, cursor: '_', entries: 0, total: null, sums: [] }
}

export function addPage(progress: ExportProgress, page: ExportedPage): ExportProgress {
  return {
    ...progress,
    parts: progress.parts + 1,
    cursor: page.nextCursor,
    entries: progress.entries + page.count,
    total: page.total,
    sums: page.sums,
  }
}

/** Sums of several currencies can't be added to one. */
export function sumCurrencies(sums: readonly AccountSum[]): CurrencySum[] {
  const byCurrency = new Map<string | null, { debit: string; credit: string }>()
  for (const { currency, debit, credit } of sums) {
    const sum = byCurrency.get(currency) ?? { debit: '0', credit: '0' }
    byCurrency.set(currency, {
      debit: addDecimals(sum.debit, debit),
      credit: addDecimals(sum.credit, credit),
    })
  }
  return [...byCurrency].map(([currency, { debit, credit }]) => ({
    currency,
    debit,
    credit,
    balanced: compareDecimals(debit, credit) === 0,
  }))
}

/**
 * The day that an end-of-day run closed: it runs after midnight of the bank's time zone, in whose offset Mambu writes.
 *
 * @param startDate ISO 8601
 * @returns null for what is no day
 */
export function dayBefore(startDate: string): string | null {
  const midnight = Date.parse(`${startDate.slice(0, 10)}T00:00:00Z`)
  return Number.isNaN(midnight) ? null : new Date(midnight - 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
}
