/** A copy of what a database keeps, made and put back while it does not run, with owners and modes as they were. */
import { execFile } from 'node:child_process'
import { rename, rm } from 'node:fs/promises'
import { promisify } from 'node:util'

const OLD = '.old'

export interface DatabaseCopies {
  /** Replaces the copy of before. */
  take(): Promise<void>
  /** What is there now is gone. */
  putBack(): Promise<void>
}

/**
 * @param files files and folders of the database, as they are now
 * @example const copies = createDatabaseCopies(async () => ['/data/temporal.db'])
 */
export function createDatabaseCopies(files: () => Promise<readonly string[]>): DatabaseCopies {
  let copied: readonly string[] = []
  return {
    async take() {
      copied = await files()
      for (const file of copied) {
        await rm(file + OLD, { recursive: true, force: true })
        await promisify(execFile)('cp', ['-a', file, file + OLD])
      }
    },
    async putBack() {
      // A journal of now would be played over the file of then
      for (const file of await files()) await rm(file, { recursive: true })
      for (const file of copied) await rename(file + OLD, file)
    },
  }
}
