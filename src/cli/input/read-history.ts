/**
 * Reads the history of a task from the JSON that Temporal's tools print. The SDK has a function for it, which fails
 * where npm installs two versions of protobufjs, as it does for this package.
 */
import proto from '@temporalio/proto'

type History = proto.temporal.api.history.v1.IHistory

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,9}))?Z$/
const DURATION = /^(-?\d+)(?:\.(\d{1,9}))?s$/
/** By the name of the field too: a value of a task may look like a time. */
const TIME_FIELD = /time$/i
const DURATION_FIELD = /(?:timeout|interval|backoff|delay|duration)$/i

/**
 * @param text what `temporal workflow show --output json` prints
 * @throws TypeError or SyntaxError when it is no history
 */
export function readHistory(text: string): History {
  const json: unknown = JSON.parse(text, readTimes)
  const { events } = (json ?? {}) as { events?: unknown }
  if (!Array.isArray(events) || events.length === 0) throw new TypeError('A history has events')
  return proto.temporal.api.history.v1.History.fromObject({ events })
}

function readTimes(key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  const time = TIME_FIELD.test(key) && TIME.exec(value)
  if (time) return { seconds: Math.floor(Date.parse(value) / 1_000), nanos: nanosOf(time[1]) }
  const duration = DURATION_FIELD.test(key) && DURATION.exec(value)
  if (duration) return { seconds: Number(duration[1]), nanos: nanosOf(duration[2]) }
  return value
}

function nanosOf(fraction = ''): number {
  return Number(fraction.padEnd(9, '0'))
}
