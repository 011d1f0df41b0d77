/** Child process: holds the inbox and accepts deliveries as fast as it can, writing the key of each acknowledged one. */
import { writeSync } from 'node:fs'
import { openInbox } from '../../src/inbox/inbox.ts'
import { makeDelivery } from './make-delivery.ts'

/** At once, so that a kill -9 cuts off nothing that was said. The pipe takes no more while its reader is slow. */
function say(line: string): void {
  for (;;) {
    try {
      writeSync(1, `${line}\n`)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}

const [dir, load] = process.argv.slice(2) as [string, string | undefined]
const inbox = await openInbox({ dir, mapBytes: 1 << 26, maxRecords: 100_000, maxPerProcess: 100_000 })
say('open')
setInterval(() => {}, 1_000)
if (load === 'load') {
  for (let client = 0; client < 50; client++) {
    void (async () => {
      for (let i = 0; ; i++) {
        const key = `${client}-${i}`
        await inbox.accept(makeDelivery({ key }))
        say(key)
      }
    })()
  }
}
