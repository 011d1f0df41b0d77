/** What tests share and is dear to make: made by the first process of a run that needs it, while the others wait. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { waitFor } from './wait-for.ts'

/** On two cores that three files of tests share, what takes seconds takes a minute. */
const MADE_WITHIN_MS = 240_000

/**
 * @param path of the file or folder; nobody sees it half made
 * @param make makes it at the path that it is given
 * @example await makeOnce(join(folder, 'built'), (aside) => compileInto(aside))
 */
export async function makeOnce(path: string, make: (aside: string) => Promise<void>): Promise<string> {
  const lock = `${path}.lock`
  mkdirSync(dirname(path), { recursive: true })
  await waitFor(
    `${path} is there, or is ours to make`,
    async () => {
      if (existsSync(path)) return true
      if (!takeLock(lock)) return false
      try {
        if (existsSync(path)) return true
        const aside = `${path}.${process.pid}`
        rmSync(aside, { recursive: true, force: true })
        await make(aside)
        await rename(aside, path).catch((error: unknown) => {
          // Two may have taken the place of one that was killed
          if (!existsSync(path)) throw error
          rmSync(aside, { recursive: true })
        })
        return true
      } catch (error) {
        // Trying again would fail again
        return { error }
      } finally {
        rmSync(lock, { force: true })
      }
    },
    MADE_WITHIN_MS,
  ).then((outcome) => {
    if (outcome !== true) throw outcome.error
  })
  return path
}

function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  // Whoever was killed makes nothing any more
  if (isLeft(lock)) rmSync(lock, { force: true })
  return false
}

function isLeft(lock: string): boolean {
  try {
    const holder = Number(readFileSync(lock, 'utf8'))
    // Not written yet: it is being taken now
    if (holder === 0 || holder === process.pid) return false
    process.kill(holder, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
