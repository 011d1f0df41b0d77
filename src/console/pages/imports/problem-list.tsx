import { Code, List, Text, Title } from '@mantine/core'
import { useId } from 'react'
import type { CheckedView } from '../../api/views.ts'
import classes from './problem-list.module.css'

type Problem = CheckedView['problems'][number]

/** Problems of one severity: the same one of several nodes is one line with all its places. */
export function ProblemList({
  title,
  problems,
  more = 0,
}: {
  title: string
  problems: readonly Problem[]
  more?: number
}) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <Title order={3} size="h6" id={id} mb={4}>
        {title}
      </Title>
      <List
        size="sm"
        spacing="xs"
        className={classes.list ?? ''}
        data-errors={title === 'Errors' || undefined}
      >
        {gather(problems).map(({ key, first, places }) => (
          <List.Item key={key}>
            {first.text} <Code>{first.code}</Code>
            {places.map((place) => (
              <Text size="xs" c="dimmed" key={place} style={{ overflowWrap: 'anywhere' }}>
                {place}
              </Text>
            ))}
          </List.Item>
        ))}
      </List>
      {more > 0 && (
        <Text size="sm" c="dimmed">
          And {more} more: startnode check lists them all.
        </Text>
      )}
    </section>
  )
}

interface Gathered {
  readonly key: string
  readonly first: Problem
  readonly places: string[]
}

function gather(problems: readonly Problem[]): readonly Gathered[] {
  const groups = new Map<string, Gathered>()
  for (const problem of problems) {
    const key = JSON.stringify([problem.code, problem.text])
    const group = groups.get(key) ?? { key, first: problem, places: [] }
    const place = placeOf(problem)
    if (!group.places.includes(place)) group.places.push(place)
    groups.set(key, group)
  }
  return [...groups.values()]
}

function placeOf({ process, mpoId, nodeId, nodeTitle, file, line }: Problem): string {
  const node = nodeId === null ? '' : `node ${nodeTitle ? `“${nodeTitle}” ` : ''}${nodeId || '(no id)'}`
  const owner = process === null ? '' : `${process}${mpoId === null ? '' : ` (${mpoId})`}`
  const at = line === null ? file : `${file}, line ${line}`
  return [node, owner, at].filter((part) => part !== '').join(' · ')
}
