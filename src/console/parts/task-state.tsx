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

/** The state of a task, or of an entry in quarantine. @param status Temporal's word @param doing what an open one does */
export function TaskState({
  status,
  outcome,
  doing = null,
}: {
  status: string
  outcome: string
  doing?: string | null
}) {
  if (outcome === 'quarantine') {
    const isOpen = status === 'RUNNING'
    return (
      <StateBadge tone={isOpen ? 'bad' : 'off'}>{isOpen ? 'in quarantine' : 'left quarantine'}</StateBadge>
    )
  }
  const open = status === 'RUNNING' && doing !== null ? DOING[doing] : undefined
  const [tone, text] = open ?? STATES[status] ?? ['off', status.toLowerCase()]
  return <StateBadge tone={tone}>{text}</StateBadge>
}
