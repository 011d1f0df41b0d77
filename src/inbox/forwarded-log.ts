/**
 * What was forwarded, for a time: files beside the inbox, so that what a Temporal restored from an older copy does not
 * know any more can be forwarded again. Records lie here as they lay in the inbox, sealed or not. Must never hold up or
 * lose a delivery: what can't be kept is said in the log, and forgotten as ever.
 */
import { type FileHandle, mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import type { InboxLog } from './inbox-log.ts'

/** How much is kept: whichever is reached first. */
export interface KeepLimits {
  /** Milliseconds; 0: nothing is kept. */
  readonly forMs: number
  readonly bytes: number
}

export interface ForwardedLog {
  /** Keeps a record; resolves once it is written, or could not be. Never rejects. */
  keep(record: Buffer): Promise<void>
  close(): Promise<void>
}

/** A record that was kept, as it lay in the inbox. */
export interface KeptRecord {
  /** ms since 1970. */
  readonly forwardedAt: number
  readonly record: Buffer
}

/** Folder in that of an inbox. */
export const FORWARDED_DIR = 'forwarded'
/** Length, checksum of the rest, time: then the record. */
const FRAME_BYTES = 4 + 4 + 8
/** The oldest of so many files goes at a time. */
const PARTS = 8
/** Nobody waits for what is kept: its delivery has its outcome, and leaves the inbox a moment later. */
const GATHER_MS = 10
const MAX_LOOK_MS = 60 * 60 * 1_000
const NAME = /^\d{13}\.log$/

interface Segment {
  readonly file: FileHandle
  readonly since: number
  bytes: number
}

/**
 * Begins a new file in the folder, and removes what is too old or too much.
 *
 * @param dir folder of the inbox
 * @throws Error when the folder can not be made
 */
export async function openForwardedLog(
  dir: string,
  limits: KeepLimits,
  log?: InboxLog,
): Promise<ForwardedLog> {
  const folder = join(dir, FORWARDED_DIR)
  const partMs = limits.forMs / PARTS
  const partBytes = limits.bytes / PARTS
  let segment: Segment | null = null
  let queued: Buffer[] = []
  let next: Promise<void> | null = null
  let last: Promise<void> = Promise.resolve()
  let works = true
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await inTurn(prune)
  const timer = setInterval(() => void inTurn(prune), Math.max(1_000, Math.min(partMs, MAX_LOOK_MS)))
  timer.unref()

  /** One thing at a time; a failure costs what it was about, and is said once. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const mine = last.then(work).then(
      () => {
        works = true
      },
      (error: unknown) => {
        if (works) log?.warn({ err: error, folder }, 'what was forwarded can not be kept; forwarding goes on')
        works = false
      },
    )
    last = mine
    return mine
  }

  async function write(): Promise<void> {
    const frames = queued
    queued = []
    next = null
    const bytes = frames.reduce((sum, frame) => sum + frame.length, 0)
    if (segment !== null && segment.bytes + bytes > partBytes) await prune(true)
    segment ??= await begin(folder)
    const current: Segment = segment
    try {
      await current.file.appendFile(Buffer.concat(frames))
      current.bytes += bytes
    } catch (error) {
      // Torn in the middle of a record, maybe: what comes next goes into another one.
      segment = null
      await current.file.close()
      throw error
    }
  }

  /** Ends the file of now where it is old or full, and removes those that are too old or too many. */
  async function prune(full = false): Promise<void> {
    const now = Date.now()
    if (segment !== null && (full || segment.since < now - partMs)) {
      const ended: Segment = segment
      segment = null
      await ended.file.close()
    }
    const names = await segmentsOf(folder)
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size))
    let bytes = sizes.reduce((sum, size) => sum + size, 0)
    for (const [index, name] of names.entries()) {
      if (segment !== null && index === names.length - 1) break
      // All in it is older than the file after it.
      const endedAt = index + 1 < names.length ? startOf(names[index + 1] as string) : startOf(name) + partMs
      if (bytes <= limits.bytes - partBytes && endedAt > now - limits.forMs) break
      await unlink(join(folder, name))
      bytes -= sizes[index] as number
    }
  }

  return {
    keep(record) {
      queued.push(frameOf(record))
      // Gathered for a moment: one write for all that come meanwhile.
      next ??= inTurn(async () => {
        await sleep(GATHER_MS)
        await write()
      })
      return next
    },
    async close() {
      clearInterval(timer)
      await inTurn(async () => {
        await segment?.file.close()
        segment = null
      })
    },
  }
}

/**
 * What was kept, oldest first; read beside a receiver that runs. A file that ends in the middle of a record ends before it.
 *
 * @param dir folder of the inbox
 * @param since ms since 1970; what was forwarded before is left out
 */
export async function* readForwarded(dir: string, since = 0): AsyncGenerator<KeptRecord> {
  const folder = join(dir, FORWARDED_DIR)
  for (const name of await segmentsOf(folder)) {
    const bytes = await readSegment(join(folder, name))
    for (let at = 0; at + FRAME_BYTES <= bytes.length; ) {
      const end = at + FRAME_BYTES + bytes.readUInt32LE(at)
      if (end > bytes.length || crc32(bytes.subarray(at + 8, end)) !== bytes.readUInt32LE(at + 4)) break
      const forwardedAt = bytes.readDoubleLE(at + 8)
      if (forwardedAt >= since) yield { forwardedAt, record: bytes.subarray(at + FRAME_BYTES, end) }
      at = end
    }
  }
}

function frameOf(record: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_BYTES + record.length)
  frame.writeUInt32LE(record.length, 0)
  frame.writeDoubleLE(Date.now(), 8)
  record.copy(frame, FRAME_BYTES)
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4)
  return frame
}

async function begin(folder: string): Promise<Segment> {
  const names = await segmentsOf(folder)
  // Above all that are there, so that names stay in order whatever the clock does.
  const since = Math.max(Date.now(), names.length === 0 ? 0 : startOf(names.at(-1) as string) + 1)
  const file = await open(join(folder, `${String(since).padStart(13, '0')}.log`), 'ax', 0o600)
  return { file, since, bytes: 0 }
}

/** None where nothing was ever kept. */
async function segmentsOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => NAME.test(name)).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/** Nothing where it was removed meanwhile. */
async function readSegment(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

function startOf(name: string): number {
  return Number(name.slice(0, 13))
}
