import { Stack, Text, Title } from '@mantine/core'

/** What is said in lines, under a title; nothing where there are none. */
export function LinesShown({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null
  return (
    <section aria-label={title}>
      <Title order={3} size="h6" mb={4}>
        {title}
      </Title>
      <Stack gap={4}>
        {lines.map((line) => (
          <Text size="sm" key={line} style={{ overflowWrap: 'anywhere' }}>
            {line}
          </Text>
        ))}
      </Stack>
    </section>
  )
}
