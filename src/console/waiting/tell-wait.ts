import type { InboxWaiting } from '../api/views.ts'

type Waiting = InboxWaiting['waiting'][number]

/** Why a delivery is not a task yet, in words. */
export function tellWait({ waitsFor, tries }: Pick<Waiting, 'waitsFor' | 'tries'>): string {
  switch (waitsFor) {
    case 'resume':
      return 'its process is paused'
    case 'temporal':
      return 'Temporal is away'
    case 'retry':
      return `tried again (${tries} ${tries === 1 ? 'try' : 'tries'})`
    case 'somebody':
      return 'refused by Temporal, kept aside'
    case 'turn':
      return 'its turn comes'
  }
}
