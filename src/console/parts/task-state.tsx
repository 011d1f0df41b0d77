import { StateBadge, type Tone } from './state-badge.tsx'

const STATES: Readonly<Record<string, readonly [tone: Tone, text: string]>> = {
  RUNNING: ['busy', 'running'],
  COMPLETED: ['good', 'completed'],
  FAILED: ['bad', 'failed'],
  TIMED_OUT: ['bad', 'timed out'],
  TERMINATED: ['bad', 'terminated'],
  CANCELLED: ['warning', 'cancelled'],
  CANCELED: ['warning', 'cancelled'],
  CONTINUED_AS_NEW: ['off', 'went on in a new run'],
}

/** The state of a task, or of an entry in quarantine. @param status Temporal's word */
export function TaskState({ status, outcome }: { status: string; outcome: string }) {
  if (outcome === 'quarantine') {
    const isOpen = status === 'RUNNING'
    return (
      <StateBadge tone={isOpen ? 'bad' : 'off'}>{isOpen ? 'in quarantine' : 'left quarantine'}</StateBadge>
    )
  }
  const [tone, text] = STATES[status] ?? ['off', status.toLowerCase()]
  return <StateBadge tone={tone}>{text}</StateBadge>
}
