import { Paper, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** What stands where there is nothing yet: what it would be, and how to make the first. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <Paper withBorder radius="md" p="xl" my="md">
      <Stack gap="xs" align="center" ta="center">
        <Title order={2} size="h5">
          {title}
        </Title>
        {children !== undefined && (
          <Text size="sm" c="dimmed" component="div" maw={560}>
            {children}
          </Text>
        )}
      </Stack>
    </Paper>
  )
}
