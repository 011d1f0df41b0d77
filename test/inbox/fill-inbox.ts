/** Child process: accepts deliveries until one is refused, then says what happened. */
import { writeSync } from 'node:fs'
import { openInbox } from '../../src/inbox/inbox.ts'
import { makeDelivery } from './make-delivery.ts'

const [dir, mapBytes] = process.argv.slice(2) as [string, string]
const inbox = await openInbox({
  dir,
  mapBytes: Number(mapBytes),
  maxRecords: 100_000,
  maxPerProcess: 100_000,
})
const kept: string[] = []
let refusal: unknown = null
while (refusal === null) {
  const delivery = makeDelivery({ data: 'x'.repeat(3_000) })
  await inbox.accept(delivery).then(
    () => kept.push(delivery.taskId),
    (error: unknown) => {
      refusal = error
    },
  )
}
const { code, cause } = refusal as { code?: string; cause?: Error }
const report = {
  kept,
  code,
  cause: cause?.message,
  writable: inbox.isWritable(),
  counted: inbox.counts().records,
}
writeSync(1, `${JSON.stringify(report)}\n`)
await inbox.close()
