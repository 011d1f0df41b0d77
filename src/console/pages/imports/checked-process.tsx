import { Code, Group, Paper, Text, Title } from '@mantine/core'
import type { CheckedView } from '../../api/views.ts'
import { Facts } from '../../parts/facts.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { tellCount } from './tell-count.ts'

type Process = CheckedView['processes'][number]

const STATES = {
  new: { tone: 'good', text: 'new here' },
  changed: { tone: 'warning', text: 'changes what is here' },
  unchanged: { tone: 'off', text: 'the same as here' },
} as const

/** One process of an export: what it is, what is taken over of it, and what it becomes here. */
export function CheckedProcess({ process }: { process: Process }) {
  const { title, mpoId, kind, active, nodes, inputs, becomes } = process
  const total = Object.values(nodes).reduce((sum, count) => sum + count, 0)
  const kinds = Object.entries(nodes).map(([name, count]) => `${name} ${count}`)
  const state = becomes === null ? null : STATES[becomes.state]
  return (
    <Paper withBorder radius="md" p="sm" component="section" aria-label={title}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={3} size="h6" style={{ overflowWrap: 'anywhere' }}>
          {title || 'Without a title'}
        </Title>
        {state !== null && <StateBadge tone={state.tone}>{state.text}</StateBadge>}
      </Group>
      <Facts
        of={{
          Becomes: becomes !== null && (
            <>
              <Code>{becomes.process}</Code> version <Code>{becomes.version}</Code>
              {becomes.state === 'changed' && (
                <>
                  {' '}
                  in place of <Code>{becomes.former}</Code>, which open tasks keep
                </>
              )}
            </>
          ),
          'In MPO': `${kind}${mpoId === null ? '' : ` ${mpoId}`}${active ? '' : ', paused'}, ${process.file}${process.line > 1 ? `, line ${process.line}` : ''}`,
          Nodes: `${tellCount(total, 'node')}: ${kinds.join(', ')}`,
          'Input checked': inputs > 0 && tellCount(inputs, 'parameter'),
          Credentials: becomes !== null && becomes.secrets.length > 0 && (
            <Text size="sm" component="span" style={{ overflowWrap: 'anywhere' }}>
              go sealed into {becomes.secrets.map((name) => `@${name}`).join(', ')}
            </Text>
          ),
          'Start node':
            (becomes?.asksForCredentials ?? false) && 'asks for the Basic credentials it had in MPO',
        }}
      />
    </Paper>
  )
}
