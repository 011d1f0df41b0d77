import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Inbox, InboxOptions } from '../../src/inbox/inbox.ts'
import { openInbox } from '../../src/inbox/inbox.ts'

/** Folders and inboxes for the tests of one file; all closed and removed after each test. */
export function useInboxes() {
  const dirs: string[] = []
  const inboxes: Inbox[] = []
  afterEach(async () => {
    for (const inbox of inboxes.splice(0)) await inbox.close()
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true })
  })
  const makeDir = () => {
    const dir = mkdtempSync(join(tmpdir(), 'inbox-'))
    dirs.push(dir)
    return dir
  }
  return {
    makeDir,
    async open(options: Partial<InboxOptions> = {}): Promise<Inbox> {
      const inbox = await openInbox({
        dir: options.dir ?? makeDir(),
        mapBytes: 1 << 24,
        maxRecords: 10_000,
        maxPerProcess: 10_000,
        ...options,
      })
      inboxes.push(inbox)
      return inbox
    },
  }
}
