/** One log line per request, refused ones included, because "failed, and there is no trace" is the worst answer. */
import type { Logger } from './logger.ts'
import type { ReceiverLog } from './receiver/receiver-log.ts'

/**
 * The receiver's request rows as log lines: accepted at `info`, refused at `warn`.
 *
 * A row carries no header, no body and no signature, so there is nothing to redact.
 */
export function createRequestLog(log: Logger): ReceiverLog {
  return {
    request(row) {
      if (row.status < 400) log.info(row, 'request accepted')
      else log.warn(row, 'request refused')
    },
  }
}
