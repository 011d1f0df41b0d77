import { Group, Text } from '@mantine/core'
import type { Foreseen } from '../../api/views.ts'
import { StateBadge } from '../../parts/state-badge.tsx'

/** What the receiver would answer. Its problems stand in the editor. */
export function Verdict({
  verdict: { accepted, status, refusal },
}: {
  verdict: Pick<Foreseen, 'accepted' | 'status' | 'refusal'>
}) {
  return (
    <Group gap="xs" role="status">
      <StateBadge tone={accepted ? 'good' : 'bad'}>{accepted ? 'it fits' : 'it does not fit'}</StateBadge>
      <Text size="sm">
        {accepted
          ? `The receiver would answer ${status}, and it becomes a task.`
          : `The receiver would answer ${status}: ${refusal?.message ?? ''}`}
      </Text>
    </Group>
  )
}
