import { NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { TaskPage } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { CodeBlock } from '../../parts/code/code-block.tsx'

/** The same by Temporal's own tool, to copy. */
export function CommandsCard({ task: { commands, open } }: { task: TaskPage }) {
  const [chosen, setChosen] = useState('Show the history')
  const known: Readonly<Record<string, string>> = {
    'Show the history': commands.show,
    'Describe it': commands.describe,
    'Ask for its trace': commands.trace,
    'Reset it': commands.reset,
    ...(open
      ? {
          ...Object.fromEntries(
            commands.signal.map((command, index) => [
              `Signal it${index > 0 ? ` (${index + 1})` : ''}`,
              command,
            ]),
          ),
          'Cancel it': commands.cancel,
          'Terminate it': commands.terminate,
          'Where its code stands': commands.stack,
        }
      : {}),
  }
  const name = Object.hasOwn(known, chosen) ? chosen : 'Show the history'
  return (
    <Card title="With the temporal command">
      <Stack gap="sm">
        <NativeSelect
          label="What"
          data={Object.keys(known)}
          value={name}
          onChange={(event) => setChosen(event.currentTarget.value)}
          maw={280}
        />
        <CodeBlock code={known[name] ?? ''} label="Command" />
        <Text size="xs" c="dimmed">
          Server and credentials come from the environment or profile of who runs it.
        </Text>
      </Stack>
    </Card>
  )
}
