import type { InboxStatus } from '../../api/views.ts'
import type { Tone } from '../../parts/state-badge.tsx'

type Level = NonNullable<InboxStatus['verdict']>['level']

/** The verdict on an inbox in words. */
export const LEVELS: Readonly<Record<Level, { readonly tone: Tone; readonly text: string }>> = {
  calm: { tone: 'good', text: 'nothing waits for long' },
  paused: { tone: 'off', text: 'all that waits is of paused processes' },
  held: { tone: 'warning', text: 'deliveries wait' },
  filling: { tone: 'warning', text: 'half full' },
  full: { tone: 'bad', text: 'nearly full' },
}
