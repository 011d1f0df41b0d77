/** A workflow for the test of `mambuScans`. */
import type { LedgerTotals } from '../../../activities/mambu.ts'
import { mambuScans } from '../../../workflows/mambu/mambu-calls.ts'

export async function scanLedger(day: string): Promise<LedgerTotals> {
  return mambuScans.totalJournalEntries({
    filters: [{ field: 'bookingDate', operator: 'ON', value: day }],
  })
}
