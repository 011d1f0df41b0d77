import { Center, Group, Image, Paper, Stack, Text, Title } from '@mantine/core'
import type { Session } from '../api/views.ts'
import icon from '../icon.svg'
import { LogInForm } from './log-in-form.tsx'

/** What somebody sees who is not logged in. */
export function LogInPage({ onDone }: { onDone: (session: Session) => void }) {
  return (
    <Center component="main" mih="100dvh" p="md">
      <Stack w="100%" maw={380} gap="lg">
        <Group gap="sm">
          <Image src={icon} alt="" w={36} h={36} />
          <div>
            <Title order={1} size="h3">
              Startnode
            </Title>
            <Text size="sm" c="dimmed">
              Webhooks become tasks
            </Text>
          </div>
        </Group>
        <Paper withBorder radius="md" p="lg">
          <LogInForm user="" onDone={onDone} />
        </Paper>
        <Text size="sm" c="dimmed">
          Users stand in ADMIN_USERS. In development the user is <b>dev</b>; its password is in the file
          admin-password of STATE_DIR.
        </Text>
      </Stack>
    </Center>
  )
}
