import { Text } from '@mantine/core'
import { Card } from '../../parts/card.tsx'
import { CodeBlock } from '../../parts/code/code-block.tsx'

/** @param none said where there is no value */
export function DataCard({ title, value, none }: { title: string; value: unknown; none: string }) {
  return (
    <Card title={title}>
      {value === null || value === undefined ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <CodeBlock code={JSON.stringify(value, null, 2)} label={`${title} as JSON`} />
      )}
    </Card>
  )
}
