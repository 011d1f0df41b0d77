import { Time } from './time.tsx'

const ISO = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/

/** A sentence whose times in UTC are told in the viewer's zone. */
export function WithTimes({ children }: { children: string }) {
  return children.split(ISO).map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
      <Time key={index} at={part} full />
    ) : (
      part
    ),
  )
}
