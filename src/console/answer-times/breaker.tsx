import type { AnswerTimesRow, AnswerTimesView } from '../api/views.ts'
import { StateBadge } from '../parts/state-badge.tsx'
import { Time } from '../parts/time.tsx'

/** Would Mambu have stopped to send? A model, since Mambu tells nobody when it does. */
export function Breaker({
  of: { bad, trips, lastTripAt },
  rule: { opensAt, window },
}: {
  of: AnswerTimesRow['breaker']
  rule: Pick<AnswerTimesView, 'opensAt' | 'window'>
}) {
  if (trips > 0) {
    return (
      <span>
        <StateBadge tone="bad">
          {trips === 1 ? 'would have opened once' : `would have opened ${trips} times`}
        </StateBadge>{' '}
        last <Time at={lastTripAt} />
      </span>
    )
  }
  return (
    <span>
      <StateBadge tone={bad === 0 ? 'good' : 'warning'}>closed</StateBadge>{' '}
      {`${bad} of the last ${window} bad, opens at ${opensAt}`}
    </span>
  )
}
