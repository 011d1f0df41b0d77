import { created, invalid, ok, page, refuse, type StandInAnswer } from './serve/answer.ts'
import { type Route, route } from './serve/route.ts'
import { search } from './serve/search.ts'
import { drawKey, now } from './serve/table.ts'

export interface StandInJournalEntry {
  readonly [field: string]: unknown
  readonly encodedKey: string
  readonly entryID: number
  readonly type: 'DEBIT' | 'CREDIT'
  readonly amount: number
  readonly bookingDate: string
}

interface Line {
  readonly glAccount?: unknown
  readonly amount?: unknown
}

/** The general ledger, exchange rates and the end of day. */
export class StandInLedger {
  readonly entries: StandInJournalEntry[] = []
  readonly rates: Readonly<Record<string, unknown>>[] = []
  endOfDay: { state: string; startDate: string; endDate: string | null } | null = null

  /** Pairs of debit and credit, amounts 1.01, 2.02, ... @param count entries in all @param day `YYYY-MM-DD`, default today */
  addJournalEntries(count: number, day = now().slice(0, 10)): readonly StandInJournalEntry[] {
    const first = this.entries.length
    for (let index = 0; index < count; index += 1) {
      const amount = Math.round((1 + Math.floor(index / 2)) * 101) / 100
      const type = index % 2 === 0 ? 'DEBIT' : 'CREDIT'
      const glCode = type === 'DEBIT' ? '1000' : '2000'
      this.#post(type, glCode, amount, `${day}T12:00:00+00:00`, `SEED-${first + index - (index % 2)}`)
    }
    return this.entries.slice(first)
  }

  readonly routes: readonly Route[] = [
    route('POST /gljournalentries:search', ({ body, query }) => {
      const found = search(this.entries, body.filterCriteria, body.sortingCriteria)
      return 'fault' in found ? invalid(found.fault) : page(query, found.rows, true)
    }),
    route('POST /gljournalentries', ({ body }) => this.#create(body)),
    route('GET /currencies/{code}/rates', ({ ids: [code], query }) => {
      const to = query.get('toCurrencyCode')
      const rates = this.rates.filter(
        (rate) => rate.fromCurrencyCode === code && (to === null || rate.toCurrencyCode === to),
      )
      return page(query, rates.reverse())
    }),
    route('POST /currencies/{code}/rates', ({ ids: [code], body }) => {
      if (typeof body.toCurrencyCode !== 'string') return invalid('toCurrencyCode')
      for (const field of ['buyRate', 'sellRate'])
        if (typeof body[field] !== 'number' || !((body[field] as number) > 0)) return invalid(field)
      const rate = { startDate: now(), ...body, fromCurrencyCode: code, encodedKey: drawKey() }
      this.rates.push(rate)
      return created(rate)
    }),
    route('GET /backgroundprocess/latest', ({ query }) => {
      if (query.get('type') !== 'CRON_JOBS') return invalid('type')
      return this.endOfDay
        ? ok({ ...this.endOfDay, encodedKey: 'eod', type: 'CRON_JOBS' })
        : refuse(404, 5100, 'BACKGROUND_PROCESS_NOT_FOUND')
    }),
    route('POST /crons/eod:run', () => {
      if (this.endOfDay?.state === 'IN_PROGRESS' || this.endOfDay?.state === 'QUEUED')
        return refuse(409, 5101, 'BLOCKING_OPERATION_IN_PROGRESS')
      this.setEndOfDay('QUEUED')
      return { status: 202, body: { state: 'QUEUED' } }
    }),
  ]

  /** What the latest run of the end-of-day jobs is said to be. */
  setEndOfDay(state: string): void {
    const ends = state !== 'QUEUED' && state !== 'IN_PROGRESS'
    this.endOfDay = {
      state,
      startDate: ends && this.endOfDay ? this.endOfDay.startDate : now(),
      endDate: ends ? now() : null,
    }
  }

  #create(body: Readonly<Record<string, unknown>>): StandInAnswer {
    const { debits, credits, date } = body
    if (typeof date !== 'string') return invalid('date')
    if (!isLines(debits)) return invalid('debits')
    if (!isLines(credits)) return invalid('credits')
    const sum = (lines: readonly Line[]) =>
      lines.reduce((total, { amount }) => total + Math.round((amount as number) * 1e6), 0)
    if (sum(debits) !== sum(credits)) return refuse(400, 803, 'DEBITS_AND_CREDITS_DO_NOT_MATCH')
    const id = typeof body.transactionId === 'string' ? body.transactionId : drawKey()
    const post = (type: 'DEBIT' | 'CREDIT') => (line: Line) =>
      this.#post(type, line.glAccount as string, line.amount as number, date, id, body.notes)
    return created([...debits.map(post('DEBIT')), ...credits.map(post('CREDIT'))])
  }

  #post(
    type: 'DEBIT' | 'CREDIT',
    glCode: string,
    amount: number,
    bookingDate: string,
    transactionId: string,
    notes?: unknown,
  ): StandInJournalEntry {
    const entry = {
      encodedKey: drawKey(),
      entryID: this.entries.length + 1,
      transactionId,
      type,
      amount,
      glAccount: { glCode, name: `Account ${glCode}`, currency: { code: 'EUR' } },
      bookingDate,
      creationDate: now(),
      ...(notes === undefined ? {} : { notes }),
    }
    this.entries.push(entry)
    return entry
  }
}

function isLines(value: unknown): value is readonly Line[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    (value as Line[]).every(
      ({ glAccount, amount }) => typeof glAccount === 'string' && typeof amount === 'number' && amount > 0,
    )
  )
}
