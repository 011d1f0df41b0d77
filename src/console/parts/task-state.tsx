import { StateBadge, type Tone } from './state-badge.tsx'

const STATES: Readonly<Record<string, readonly [tone: Tone, text: string]>> = {
  RUNNING: ['busy', 'running'],
  COMPLETED: ['good', 'completed'],
  FAILED: ['bad', 'failed'],
  TIMED_OUT: ['bad', 'timed out'],
  TERMINATED: ['bad', 'terminated'],
  CANCELLED: ['warning', 'cancelled'],
  CANCELED: ['warning', 'cancelled'],
  PAUSED: ['off', 'paused'],
  CONTINUED_AS_NEW: ['off', 'went on in a new run'],
}

/** What an open task does, as its search attribute says. */
const DOING: Readonly<Record<string, readonly [tone: Tone, text: string]>> = {
  waiting: ['busy', 'waiting'],
  retrying: ['warning', 'being tried again'],
}

/** The state of a task, or of an entry in quarantine. @param status Temporal's word @param doing what an open one does @param endedAs how its process says it ended */
export function TaskState({
  status,
  outcome,
  doing = null,
  endedAs = null,
}: {
  status: string
  outcome: string
  doing?: string | null
  endedAs?: string | null
}) {
  if (outcome === 'quarantine') {
    const isOpen = status === 'RUNNING'
    return (
      <StateBadge tone={isOpen ? 'bad' : 'off'}>{isOpen ? 'in quarantine' : 'left quarantine'}</StateBadge>
    )
  }
  const open = status === 'RUNNING' && doing !== null ? DOING[doing] : undefined
  const [tone, text] = open ?? STATES[status] ?? ['off', status.toLowerCase()]
  // Whether an outcome is good only its process knows
  return <StateBadge tone={status === 'COMPLETED' && endedAs !== null ? 'off' : tone}>{text}</StateBadge>
}
