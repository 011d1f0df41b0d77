/** The general ledger, exchange rates and the end of day. */
import { z } from 'zod'
import type { Expected, MambuCalls, MambuWrite } from '../../src/mambu/client/mambu-calls.ts'
import { MAX_PAGE_LIMIT, type MambuPage, type MambuPageAt } from '../../src/mambu/client/mambu-page.ts'
import type { MambuSearch } from '../../src/mambu/client/mambu-search.ts'
import { readPages } from '../../src/mambu/client/read-pages.ts'
import { addDecimals } from '../../src/process/decimal.ts'

export interface JournalEntry {
  readonly key: string
  /** Grows with each entry. */
  readonly id: number
  readonly transactionId: string | null
  readonly type: 'DEBIT' | 'CREDIT'
  readonly amount: number
  readonly glCode: string | null
  readonly glName: string | null
  /** ISO 8601. */
  readonly bookingDate: string | null
  readonly creationDate: string | null
  readonly accountKey: string | null
  readonly branchKey: string | null
  readonly currency: string | null
  readonly notes: string | null
}

/** Of all entries of a search, to reconcile an export with. */
export interface LedgerTotals {
  readonly count: number
  /** Exact decimals, e.g. `'1204.5'`. */
  readonly debit: string
  readonly credit: string
}

export interface LedgerLine {
  /** Code of the ledger account. */
  readonly glCode: string
  readonly amount: number
}

export interface NewJournalEntry extends MambuWrite {
  /** ISO 8601. */
  readonly date: string
  readonly debits: readonly LedgerLine[]
  readonly credits: readonly LedgerLine[]
  /** Default: the task id. Not unique in Mambu. */
  readonly transactionId?: string | undefined
  readonly branchId?: string | undefined
  readonly notes?: string | undefined
}

const text = z.string().nullish()
const entry: Expected<JournalEntry> = {
  what: 'journal entry',
  schema: z
    .looseObject({
      encodedKey: z.string(),
      entryID: z.number(),
      transactionId: text,
      type: z.enum(['DEBIT', 'CREDIT']),
      amount: z.number(),
      glAccount: z
        .looseObject({ glCode: text, name: text, currency: z.looseObject({ code: text }).nullish() })
        .nullish(),
      bookingDate: text,
      creationDate: text,
      accountKey: text,
      assignedBranchKey: text,
      notes: text,
    })
    .transform((raw) => ({
      key: raw.encodedKey,
      id: raw.entryID,
      transactionId: raw.transactionId ?? null,
      type: raw.type,
      amount: raw.amount,
      glCode: raw.glAccount?.glCode ?? null,
      glName: raw.glAccount?.name ?? null,
      bookingDate: raw.bookingDate ?? null,
      creationDate: raw.creationDate ?? null,
      accountKey: raw.accountKey ?? null,
      branchKey: raw.assignedBranchKey ?? null,
      currency: raw.glAccount?.currency?.code ?? null,
      notes: raw.notes ?? null,
    })),
}

function addEntry(totals: LedgerTotals, { type, amount }: JournalEntry): LedgerTotals {
  const side = type === 'DEBIT' ? 'debit' : 'credit'
  return { ...totals, count: totals.count + 1, [side]: addDecimals(totals[side], amount) }
}

const toMambu = ({ glCode, amount }: LedgerLine) => ({ glAccount: glCode, amount })

export function ledgerActivities(calls: MambuCalls) {
  const searchJournalEntries = (search: MambuSearch & MambuPageAt): Promise<MambuPage<JournalEntry>> =>
    calls.search('/gljournalentries:search', search, entry, { detailsLevel: 'FULL' })

  return {
    /** One page; begin with `cursor: '_'` and go on with `nextCursor`, or with `nextOffset` for a few pages. */
    searchJournalEntries,

    /**
     * Counts and adds all entries of a search, 1,000 at a time (`mambuScans`): a retry goes on at the page where it was.
     */
    async totalJournalEntries({ filters }: Pick<MambuSearch, 'filters'>): Promise<LedgerTotals> {
      let totals: LedgerTotals = { count: 0, debit: '0', credit: '0' }
      const pages = readPages({
        read: (at) => searchJournalEntries({ filters, ...at }),
        from: { cursor: '_' },
        limit: MAX_PAGE_LIMIT,
        carry: () => totals,
        resume: (carried) => {
          totals = carried
        },
      })
      for await (const entries of pages) totals = entries.reduce(addEntry, totals)
      return totals
    },

    /** Posts a balanced entry; gives its lines. */
    createJournalEntry: (input: NewJournalEntry): Promise<readonly JournalEntry[]> => {
      const { taskId, node, debits, credits, transactionId = taskId, ...fields } = input
      const body = { ...fields, transactionId, debits: debits.map(toMambu), credits: credits.map(toMambu) }
      return calls.post({ taskId, node }, '/gljournalentries', body, {
        schema: entry.schema.array(),
        what: 'journal entry',
      })
    },
  }
}
