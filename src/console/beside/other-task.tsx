import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'

/** As the node says it that wanted the ref. */
const HELD = /Another open task has the ref '(.+)'/s

/** Leads to the task that a failure names; nothing where it names none. */
export function OtherTask({ message }: { message: string }) {
  const [, ref] = HELD.exec(message) ?? []
  if (ref === undefined) return null
  return (
    <Text size="sm">
      <Anchor
        component={Link}
        inherit
        underline="always"
        href={`/tasks?${new URLSearchParams({ q: ref, state: 'running' })}`}
      >
        Go to the open task with this ref
      </Anchor>
    </Text>
  )
}
