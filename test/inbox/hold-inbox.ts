/** Child process: holds the inbox and accepts deliveries as fast as it can, writing the key of each acknowledged one. */
import { writeSync } from 'node:fs'
import { openInbox } from '../../src/inbox/inbox.ts'
import { makeDelivery } from './make-delivery.ts'

const [dir, load] = process.argv.slice(2) as [string, string | undefined]
const inbox = await openInbox({ dir, mapBytes: 1 << 26, maxRecords: 100_000, maxPerProcess: 100_000 })
writeSync(1, 'open\n')
setInterval(() => {}, 1_000)
if (load === 'load') {
  for (let client = 0; client < 50; client++) {
    void (async () => {
      for (let i = 0; ; i++) {
        const key = `${client}-${i}`
        await inbox.accept(makeDelivery({ key }))
        writeSync(1, `${key}\n`)
      }
    })()
  }
}
