import { Group, List, NativeSelect, Stack, Text } from '@mantine/core'
import { useMemo } from 'react'
import { pathOf } from '../../../api/call-api.ts'
import { useApi } from '../../../api/use-api.ts'
import type { DifferenceView, VersionsView } from '../../../api/views.ts'
import { DiagramPanel } from '../../../diagram/diagram-panel.tsx'
import { CHANGE_WORDS, drawDifference } from '../../../diagram/draw-difference.ts'
import { faceOf } from '../../../diagram/drawn.ts'
import { Card } from '../../../parts/card.tsx'
import { StateBadge } from '../../../parts/state-badge.tsx'
import { Shown } from '../../../parts/states/shown.tsx'

/** What differs between two versions, drawn and listed. Without a choice: the newest older one that tasks run, and the current one. */
export function DifferenceCard({
  process,
  versions,
  from: chosenFrom,
  to: chosenTo,
  onChoose,
}: {
  process: string
  versions: VersionsView['versions']
  from: string | null
  to: string | null
  onChoose: (from: string, to: string) => void
}) {
  const known = (version: string | null) => versions.find((one) => one.version === version)?.version
  const current = versions.find(({ isCurrent }) => isCurrent)?.version
  const to = known(chosenTo) ?? current
  const others = versions.filter(({ version }) => version !== to)
  const inUse = others.toSorted((a, b) => b.tasks - a.tasks)[0]?.version
  const from = known(chosenFrom) ?? inUse
  const isAsked = from !== undefined && to !== undefined && from !== to
  const difference = useApi<DifferenceView>(
    isAsked ? `${pathOf('processes', process, 'versions', to, 'difference')}?from=${from}` : null,
    { every: false },
  )
  if (versions.length < 2)
    return (
      <Text size="sm" c="dimmed">
        There is one version only: of another import it will say here what differs.
      </Text>
    )
  const choices = versions.map(({ version, isCurrent, tasks }) => ({
    value: version,
    label: `${version}${isCurrent ? ', current' : ''}, ${tasks} open`,
  }))
  return (
    <Card title="Difference">
      <Stack gap="md">
        <Group gap="sm" align="flex-end">
          <NativeSelect
            label="From"
            data={choices}
            value={from ?? ''}
            onChange={(event) => onChoose(event.currentTarget.value, to ?? '')}
          />
          <NativeSelect
            label="To"
            data={choices}
            value={to ?? ''}
            onChange={(event) => onChoose(from ?? '', event.currentTarget.value)}
          />
        </Group>
        {!isAsked ? (
          <Text size="sm">Choose two.</Text>
        ) : (
          <Shown of={difference} what="The difference">
            {(found) => <Drawn difference={found} />}
          </Shown>
        )}
      </Stack>
    </Card>
  )
}

function Drawn({ difference }: { difference: DifferenceView }) {
  const { nodes, edges } = useMemo(() => drawDifference(difference), [difference])
  const changed = difference.nodes.filter(({ change }) => change !== 'same')
  return (
    <Stack gap="md">
      {difference.process.length > 0 && (
        <Text size="sm">Of the process itself: {difference.process.join(', ')}.</Text>
      )}
      {changed.length === 0 ? (
        <Text size="sm">No node differs.</Text>
      ) : (
        <List size="sm" spacing="xs" aria-label="Nodes that differ">
          {changed.map(({ id, title, name, change, fields }) => (
            <List.Item key={id}>
              <StateBadge tone={CHANGE_WORDS[change].tone}>{CHANGE_WORDS[change].text}</StateBadge>{' '}
              <b>{faceOf({ id, title, name })}</b>{' '}
              <Text size="sm" c="dimmed" component="span" style={{ overflowWrap: 'anywhere' }}>
                {name}, {id}
                {fields.length > 0 && `: ${fields.join(', ')}`}
              </Text>
            </List.Item>
          ))}
        </List>
      )}
      <DiagramPanel
        label="Difference of two versions"
        nodes={nodes}
        edges={edges}
        note={
          <Text size="sm" c="dimmed">
            Where the newer version has its nodes; what was removed stands where it was.
          </Text>
        }
      />
    </Stack>
  )
}
