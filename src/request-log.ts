/** One log line per request, refused ones included, because "failed, and there is no trace" is the worst answer. */
import type { Logger } from './logger.ts'
import type { ReceiverLog } from './receiver/receiver-log.ts'

/**
 * The receiver's request rows as log lines: accepted at `info`, refused at `warn`.
 *
 * A row carries no header, no body and no signature, so there is nothing to redact, and looking for it would cost as
 * much as all the rest of accepting a delivery (measured: 31 us a line against 4). An unexpected error is the
 * exception: nobody knows what it carries.
 */
export function createRequestLog(log: Logger): ReceiverLog {
  const plain = log.child({}, { redact: [] })
  return {
    request({ time, ...row }) {
      // The logger writes a `time` of its own, and a key may stand only once in a line.
      const line = { ...row, receivedAt: time }
      // A process may reply with any status: the delivery was accepted all the same.
      if (row.status < 400 || row.code === 'accepted') plain.info(line, 'request accepted')
      else if (row.err === undefined) plain.warn(line, 'request refused')
      else log.warn(line, 'request refused')
    },
  }
}
