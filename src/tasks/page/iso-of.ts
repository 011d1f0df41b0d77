import type proto from '@temporalio/proto'

/** A time of Temporal's API as ISO 8601 with milliseconds, UTC; null: it is not set. */
export function isoOf(time: proto.google.protobuf.ITimestamp | null | undefined): string | null {
  if (!time?.seconds) return null
  return new Date(Number(time.seconds) * 1_000 + Math.floor((time.nanos ?? 0) / 1_000_000)).toISOString()
}
