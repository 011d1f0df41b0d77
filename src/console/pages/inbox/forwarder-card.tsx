import { Alert } from '@mantine/core'
import type { InboxStatus } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { StateBadge, type Tone } from '../../parts/state-badge.tsx'

const STATES: Readonly<Record<string, { tone: Tone; text: string }>> = {
  forwarding: { tone: 'good', text: 'reachable' },
  unreachable: { tone: 'warning', text: 'away: deliveries wait' },
  blocked: { tone: 'bad', text: 'refuses: see the reason' },
}

/** The way from the inbox to Temporal. */
export function ForwarderCard({ forwarder }: { forwarder: NonNullable<InboxStatus['forwarder']> }) {
  const { state, reason, inFlight, lanes, lanesWaiting, held, forwarded, duplicates, refused, lastFailure } =
    forwarder
  const { tone, text } = STATES[state] ?? { tone: 'off' as const, text: state }
  return (
    <Card title="To Temporal">
      {reason !== null && (
        <Alert color={state === 'blocked' ? 'red' : 'yellow'} mb="sm" title="Not handed on">
          {reason}
        </Alert>
      )}
      <Facts
        of={{
          Temporal: <StateBadge tone={tone}>{text}</StateBadge>,
          'Handed on': forwarded,
          'Of these repeats': duplicates,
          'Refused for good': refused,
          'On their way now': inFlight,
          'Lanes at work': lanes,
          'Lanes that wait to try again': lanesWaiting,
          'Held back by a pause': held.length === 0 ? 'none' : held.join(', '),
          'Last failure': lastFailure,
        }}
      />
    </Card>
  )
}
