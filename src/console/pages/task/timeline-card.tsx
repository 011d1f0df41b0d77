/** Node by node: what the task did, how long it took and what went wrong, in the order of time. */
import { Group, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { TaskPage } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { tellDuration } from '../../parts/duration.ts'
import { LongText } from '../../parts/long-text.tsx'
import { StateBadge, type Tone } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { WithTimes } from '../../parts/with-times.tsx'
import { shareOfTime } from './share-of-time.ts'
import classes from './timeline-card.module.css'

/** Beyond it a note is no sentence with times but what others answered. */
const LONG_NOTE = 600

type Visit = NonNullable<TaskPage['trace']>[number]

const TONES: Readonly<Record<Visit['state'], Tone>> = {
  running: 'busy',
  waiting: 'busy',
  passed: 'good',
  failed: 'bad',
  cancelled: 'off',
}

export function TimelineCard({ task }: { task: TaskPage }) {
  const { trace, traceFrom, open, startedAt, closedAt, historyComplete } = task
  const now = useNow(open)
  const visits = trace ?? []
  const end = closedAt === null ? now : Date.parse(closedAt)
  return (
    <Card title="Timeline">
      {traceFrom === 'history' && (
        <Text size="sm" c="dimmed" mb="xs">
          No worker could tell, so this is what the history says: only nodes that called something.
        </Text>
      )}
      {visits.length === 0 ? (
        <Text size="sm" c="dimmed">
          {open ? 'It has been at no node yet.' : 'It was at no node.'}
        </Text>
      ) : (
        <ol className={classes.timeline} aria-label="Nodes it has been at">
          {visits.map((visit, index) => (
            <Row
              // biome-ignore lint/suspicious/noArrayIndexKey: a visit is its place
              key={index}
              visit={visit}
              from={Date.parse(startedAt)}
              now={now}
              end={end}
            />
          ))}
        </ol>
      )}
      {!historyComplete && (
        <Text size="xs" c="dimmed" mt="xs">
          Tries and signals are those of its first events only: the Temporal Web UI has all.
        </Text>
      )}
    </Card>
  )
}

function Row({ visit, from, now, end }: { visit: Visit; from: number; now: number; end: number }) {
  const { node, state, startedAt, endedAt, note, durationMs, attempts, error } = visit
  const lasts = durationMs ?? Math.max(0, now - Date.parse(startedAt))
  const { left, width } = shareOfTime(visit, { from, to: end, now })
  return (
    <li className={classes.visit} data-state={state}>
      <Group justify="space-between" gap={8} wrap="wrap">
        <Group gap={8} wrap="wrap">
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {node}
          </Text>
          <StateBadge tone={TONES[state]}>{state}</StateBadge>
          {attempts > 1 && <StateBadge tone="warning">{`${attempts} tries`}</StateBadge>}
        </Group>
        <Text size="xs" c="dimmed" component="div">
          <Time at={startedAt} /> · {`${endedAt === null ? 'for ' : ''}${tellDuration(lasts)}`}
        </Text>
      </Group>
      <div className={classes.track} aria-hidden>
        <div className={classes.bar} style={{ left: `${left}%`, width: `${width}%` }} />
      </div>
      {note !== null &&
        (note.length > LONG_NOTE ? (
          <LongText c="dimmed">{note}</LongText>
        ) : (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            <WithTimes>{note}</WithTimes>
          </Text>
        ))}
      {error !== null && error !== note && (
        <LongText c="var(--mantine-color-error)" before={state === 'failed' ? 'Failed: ' : 'A try failed: '}>
          {error}
        </LongText>
      )}
    </li>
  )
}

function useNow(moves: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!moves) return
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [moves])
  return now
}
