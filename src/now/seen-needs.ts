/**
 * Which needs somebody is done with, since when: a file of this receiver, so that it outlives a restart and all who look at
 * this console see the same. It holds no secrets; a file that can't be read is as good as none, since all it hides is what has
 * been looked after.
 */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

const FILE = 'now-seen.json'
/** Older than any need that is looked for. */
const KEPT_MS = 30 * 86_400_000

const content = z.strictObject({
  version: z.literal(1),
  seen: z.record(z.string(), z.iso.datetime()),
})

export interface SeenNeeds {
  /** ISO 8601; null: nobody is done with it. */
  at(id: string): string | null
  /**
   * Kept on disk when it resolves. Never goes back: who looked earlier does not undo what another has done.
   *
   * @param at ms since 1970: what ended before is done with @param now ms since 1970
   */
  mark(id: string, at: number, now: number): Promise<void>
}

/**
 * @param dir what the receiver alone keeps; created when missing
 * @example const seen = await openSeenNeeds(config.ownDir)
 */
export async function openSeenNeeds(dir: string): Promise<SeenNeeds> {
  const file = join(dir, FILE)
  const seen = new Map(Object.entries(await readSeen(file)))
  let writing: Promise<void> = Promise.resolve()

  async function write(): Promise<void> {
    await mkdir(dir, { recursive: true })
    const text = JSON.stringify({ version: 1, seen: Object.fromEntries(seen) })
    await writeFile(`${file}.new`, text, { mode: 0o600 })
    await rename(`${file}.new`, file)
  }

  return {
    at: (id) => seen.get(id) ?? null,
    mark(id, at, now) {
      for (const [known, since] of seen) if (now - Date.parse(since) > KEPT_MS) seen.delete(known)
      const before = Date.parse(seen.get(id) ?? '') || 0
      seen.set(id, new Date(Math.max(before, at)).toISOString())
      // One after the other, also after one that failed
      writing = writing.catch(() => {}).then(write)
      return writing
    },
  }
}

async function readSeen(file: string): Promise<Readonly<Record<string, string>>> {
  try {
    const parsed = content.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return parsed.success ? parsed.data.seen : {}
  } catch {
    return {}
  }
}
