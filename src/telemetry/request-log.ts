/** One log line per request, refused ones included, because "failed, and there is no trace" is the worst answer. */

import type { ReceiverLog, RequestOutcome, RequestRow } from '../receiver/receiver-log.ts'
import { type Logger, lineWriterOf, maskSecrets } from './logger.ts'

/**
 * The receiver's request rows as log lines: accepted at `info`, refused at `warn`.
 *
 * A row carries no header, no body and no signature, so there is nothing to redact and it goes to the log as it is:
 * searching it for secrets cost as much as all the rest of accepting a delivery (measured: 31 us a line), and
 * formatting it a tenth. An unexpected error is the exception: nobody knows what it carries.
 *
 * What is known only once a delivery has its outcome is a second line, with the same `taskId` and `receivedAt`: `repeat of
 * <obj_id>` at `info`, `kept: delivery_key_reused` at `warn`, `kept` where the entry is not that of the first line. Most have none.
 *
 * Lines of one turn of the event loop are written together.
 */
export function createRequestLog(log: Logger): ReceiverLog & { settle(outcome: RequestOutcome): void } {
  const write = lineWriterOf(log)
  let lines = ''
  const writeLine = (line: string) => {
    if (lines === '') setImmediate(writeLines)
    lines += line
  }
  const writeLines = () => {
    write(lines)
    lines = ''
  }
  return {
    settle({ repeat, keptAs, reused, ...of }) {
      const time = new Date().toISOString()
      if (keptAs !== null && log.isLevelEnabled('warn'))
        writeLine(lineOf(40, reused ? 'kept: delivery_key_reused' : 'kept', { time, ...of, keptAs, repeat }))
      else if (keptAs === null && repeat && log.isLevelEnabled('info'))
        writeLine(lineOf(30, `repeat of ${of.taskId}`, { time, ...of }))
    },
    request(row) {
      // A process may reply with any status: the delivery was accepted all the same.
      const accepted = row.status < 400 || row.code === 'accepted'
      if (row.err !== undefined) {
        // The logger writes a `time` of its own, and a key may stand only once in a line.
        const { time, ...rest } = row
        log.warn({ ...rest, receivedAt: time }, 'request refused')
      } else if (accepted) {
        if (log.isLevelEnabled('info')) writeLine(acceptedLineOf(row))
      } else if (log.isLevelEnabled('warn')) writeLine(maskSecrets(lineOf(40, 'request refused', row)))
    },
  }
}

/** Process ids and aliases; a callback may name what was started by hand under any id. */
const PLAIN = /^@?[a-z0-9-]+$/

/** By hand where every text but the source is of our own alphabet: a third of the work of JSON.stringify. */
function acceptedLineOf(row: RequestRow): string {
  const { time, process, addressed, code, reason, status, bytes, durationMs, taskId, source } = row
  if (
    code !== 'accepted' ||
    reason !== null ||
    taskId === null ||
    row.test ||
    !PLAIN.test(`${process}`) ||
    !PLAIN.test(`${addressed}`)
  ) {
    return lineOf(30, 'request accepted', row)
  }
  const from = source === null ? 'null' : JSON.stringify(source)
  return `{"level":30,"msg":"request accepted","time":"${time}","process":"${process}","addressed":"${addressed}","code":"accepted","status":${status},"reason":null,"bytes":${bytes},"durationMs":${durationMs},"taskId":"${taskId}","source":${from}}\n`
}

function lineOf(level: number, message: string, row: object): string {
  return `{"level":${level},"msg":"${message}",${JSON.stringify(row).slice(1)}\n`
}
