import { Anchor, List, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { DrawnEdge, DrawnNode } from './drawn.ts'

/** A diagram as a list: each node, what stands there, and where it leads. */
export function DiagramList({
  label,
  nodes,
  edges,
}: {
  label: string
  nodes: readonly DrawnNode[]
  edges: readonly DrawnEdge[]
}) {
  const titles = new Map(nodes.map(({ id, title }) => [id, title]))
  return (
    <List type="ordered" spacing="xs" size="sm" aria-label={label}>
      {nodes.map(({ id, title, marks, href }) => {
        const next = edges.filter(({ from }) => from === id).map(({ to }) => titles.get(to) ?? to)
        return (
          <List.Item key={id}>
            {href === undefined ? (
              <b>{title}</b>
            ) : (
              <Anchor component={Link} href={href} size="sm" fw={600}>
                {title}
              </Anchor>
            )}
            {marks.length > 0 && `: ${marks.map(({ text }) => text).join(', ')}`}
            {next.length > 0 && (
              <Text size="sm" c="dimmed" component="span">
                {`; leads to ${next.join(', ')}`}
              </Text>
            )}
          </List.Item>
        )
      })}
    </List>
  )
}
