/**
 * The ledger of a day as a file in EXPORT_DIR: one JSON object a line. Written in parts, one for each page of Mambu, since
 * entries of customers belong into no history; joined at the end. A file that stands is never written again.
 *
 * The parts of a task lie on the disk of the worker that read them: workers of one bank share EXPORT_DIR.
 */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ApplicationFailure } from '@temporalio/common'
import { addDecimals } from '../src/process/decimal.ts'
import type { JournalEntry, MambuActivities } from './mambu.ts'

/** What an account of the ledger moved; amounts are exact decimals. */
export interface AccountSum {
  readonly glCode: string | null
  readonly currency: string | null
  readonly debit: string
  readonly credit: string
  readonly count: number
}

/** Which parts belong together: each attempt of a task has its own. */
export interface ExportOf {
  readonly taskId: string
  readonly attempt: number
  /** `YYYY-MM-DD`. */
  readonly bookingDate: string
}

export interface PageToExport extends ExportOf {
  /** 0 for the first. */
  readonly part: number
  /** `_` for the first page. */
  readonly cursor: string
  /** Of the parts before. */
  readonly sums: readonly AccountSum[]
}

export interface ExportedPage {
  readonly count: number
  /** Of all pages, as Mambu says; null: it does not. */
  readonly total: number | null
  readonly nextCursor: string | null
  /** This page included, ordered by account. */
  readonly sums: readonly AccountSum[]
}

export interface ExportFile {
  /** Name below EXPORT_DIR. */
  readonly file: string
  /** Hex, of the file that stands. */
  readonly sha256: string
  readonly bytes: number
  /** Lines of the file that stands. */
  readonly entries: number
  /** `written` by this task; `same`: it stood, with exactly this content; `differs`: it stood, and has other content. */
  readonly outcome: 'written' | 'same' | 'differs'
}

const PAGE_LIMIT = 1_000
const DAY = /^\d{4}-\d{2}-\d{2}$/
const TASK_ID = /^[0-9a-f]{24}$/

/** @param dir made where it is not there */
export function createExportActivities(
  dir: string,
  searchJournalEntries: MambuActivities['searchJournalEntries'],
) {
  return {
    /** Reads one page of the day and keeps it as a part. A repeat writes the same part again. */
    async exportLedgerPage({ part, cursor, sums, ...of }: PageToExport): Promise<ExportedPage> {
      const parts = partsOf(dir, of)
      const { items, total, nextCursor } = await searchJournalEntries({
        filters: [{ field: 'bookingDate', operator: 'ON', value: of.bookingDate }],
        cursor,
        limit: PAGE_LIMIT,
      })
      await mkdir(parts, { recursive: true })
      await writeWhole(join(parts, String(part)), items.map(toLine).join(''))
      return { count: items.length, total, nextCursor, sums: addEntries(sums, items) }
    },

    /**
     * Joins the parts to the file of the day, which appears whole or not at all.
     *
     * @throws ApplicationFailure `ExportPartMissing` (retried: another worker may have them) when a part is not here
     */
    async closeExport({ parts, ...of }: ExportOf & { readonly parts: number }): Promise<ExportFile> {
      const from = partsOf(dir, of)
      const whole = join(from, 'whole')
      const file = `ledger-${of.bookingDate}.jsonl`
      const target = join(dir, file)
      const made = await joinParts(from, parts, whole)
      // The link fails where the file stands, and shows by its inode whether an attempt before has made it.
      const linked = await link(whole, target).then(
        () => true,
        async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EEXIST') throw error
          return false
        },
      )
      if (linked || (await isSameFile(whole, target))) {
        await sync(dir)
        return { file, ...made, outcome: 'written' }
      }
      const standing = await readDigest(target)
      return { file, ...standing, outcome: standing.sha256 === made.sha256 ? 'same' : 'differs' }
    },

    /** Removes the parts of all attempts of a task; the file of the day stays. */
    async discardExport(taskId: string): Promise<void> {
      await rm(join(dir, '.parts', checked(taskId, TASK_ID)), { recursive: true, force: true })
    },
  }
}

export type ExportActivities = ReturnType<typeof createExportActivities>

/** Nothing of a name may lead out of the folder. */
function checked(text: string, pattern: RegExp): string {
  if (!pattern.test(text))
    throw ApplicationFailure.nonRetryable(`'${text.slice(0, 40)}' can not be part of a file name`, 'usage')
  return text
}

function partsOf(dir: string, { taskId, attempt, bookingDate }: ExportOf): string {
  checked(bookingDate, DAY)
  return join(dir, '.parts', checked(taskId, TASK_ID), checked(String(attempt), /^\d{1,3}$/))
}

function toLine({ id, amount, ...entry }: JournalEntry): string {
  return `${JSON.stringify({ id, ...entry, amount: addDecimals('0', amount) })}\n`
}

function addEntries(sums: readonly AccountSum[], entries: readonly JournalEntry[]): AccountSum[] {
  const byAccount = new Map(sums.map((sum) => [keyOf(sum), sum]))
  for (const { glCode, currency, type, amount } of entries) {
    const key = keyOf({ glCode, currency })
    const sum = byAccount.get(key) ?? { glCode, currency, debit: '0', credit: '0', count: 0 }
    const side = type === 'DEBIT' ? 'debit' : 'credit'
    byAccount.set(key, { ...sum, [side]: addDecimals(sum[side], amount), count: sum.count + 1 })
  }
  return [...byAccount].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

const keyOf = ({ glCode, currency }: Pick<AccountSum, 'glCode' | 'currency'>) =>
  JSON.stringify([glCode, currency])

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(`${path}.tmp`, 'w', 0o640)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.tmp`, path)
}

type Digest = Pick<ExportFile, 'sha256' | 'bytes' | 'entries'>

async function joinParts(from: string, parts: number, whole: string): Promise<Digest> {
  // Linked already by an attempt whose answer was lost: to write it again would write into the file that stands.
  if (await isThere(whole)) return readDigest(whole)
  const file = await open(`${whole}.tmp`, 'w', 0o640)
  try {
    for (let part = 0; part < parts; part += 1) {
      const path = join(from, String(part))
      if (!(await isThere(path)))
        throw ApplicationFailure.retryable(
          `Part ${part} of ${parts} is not here: do all workers share EXPORT_DIR?`,
          'ExportPartMissing',
        )
      for await (const chunk of createReadStream(path)) await file.write(chunk as Buffer)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${whole}.tmp`, whole)
  return readDigest(whole)
}

async function readDigest(path: string): Promise<Digest> {
  const hash = createHash('sha256')
  let bytes = 0
  let entries = 0
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    bytes += chunk.length
    for (const byte of chunk) if (byte === 10) entries += 1
  }
  return { sha256: hash.digest('hex'), bytes, entries }
}

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([stat(a, { bigint: true }), stat(b, { bigint: true })])
  return left.ino === right.ino && left.dev === right.dev
}

async function sync(dir: string): Promise<void> {
  const folder = await open(dir, 'r')
  await folder.sync().finally(() => folder.close())
}
