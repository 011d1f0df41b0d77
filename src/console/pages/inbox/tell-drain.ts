import type { InboxStatus } from '../../api/views.ts'
import { tellDuration } from '../../parts/duration.ts'

const WHY: Readonly<Record<string, string>> = {
  unreachable: 'not known: Temporal is away',
  blocked: 'not known: Temporal refuses everything',
  'nothing goes out': 'not known: nothing goes out',
  'more comes than goes': 'not known: more comes than goes',
  'too early': 'not known yet',
}

/** How long the inbox takes to be empty, or why nobody can tell. @param records how many wait */
export function tellDrain({ seconds, unknown }: NonNullable<InboxStatus['drain']>, records: number): string {
  if (seconds === null) return WHY[unknown ?? ''] ?? 'not known'
  if (seconds === 0) return records === 0 ? 'it is empty' : 'once what is paused is resumed'
  return `about ${tellDuration(seconds * 1_000)}`
}
