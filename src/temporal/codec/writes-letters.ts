import type { DataConverter, LoadedDataConverter, PayloadCodec } from '@temporalio/common'

/** Codecs that seal, and come with converters that put letters into payloads and failures. */
const sealing = new WeakSet<PayloadCodec>()

/** Whoever makes such a codec says so. */
export function noteSealing(codec: PayloadCodec): void {
  sealing.add(codec)
}

/** Whether what it sends carries letters, and what it reads of ours has them. */
export function writesLetters(converter: DataConverter | LoadedDataConverter | undefined): boolean {
  return converter?.payloadCodecs?.some((codec) => sealing.has(codec)) === true
}
