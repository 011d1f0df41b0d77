import { SimpleGrid, Stack, Text } from '@mantine/core'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { UserRow } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { CodeBlock } from '../../parts/code/code-block.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Time } from '../../parts/time.tsx'
import { Page } from '../../shell/page.tsx'
import { useLack, useSession } from '../../shell/session-context.ts'
import { OwnSessions } from './own-sessions.tsx'
import { RolesCard } from './roles-card.tsx'

const ADD = `startnode user hash bob --role operator < password.txt`
const LINE = 'bob:operator:scrypt$15$8$3$...$...'

/** Who may log in. Users stand in the environment of the receiver, so one is added there and not here. */
export function UsersPage() {
  return (
    <Page title="Users" about="Who may log in to this receiver, with which role, and who is">
      <Stack gap="md">
        <WhoThereIs />
        <OwnSessions />
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Card title="Add one">
            <Stack gap="sm">
              <Text size="sm">
                The command makes a line with a hash of the password; the password itself is kept nowhere.
              </Text>
              <CodeBlock label="Command" code={ADD} />
              <Text size="sm">
                Put the line into the file of ADMIN_USERS_FILE, or with commas between into ADMIN_USERS, and
                start the receiver again. To take one away, or give another role or password, change the line.
              </Text>
              <CodeBlock label="Line" code={LINE} />
            </Stack>
          </Card>
          <RolesCard />
        </SimpleGrid>
      </Stack>
    </Page>
  )
}

function WhoThereIs() {
  const lack = useLack('editor')
  const users = useApi<{ users: UserRow[] }>(lack === null ? '/users' : null)
  return (
    <Card title="Who there is">
      {lack !== null ? (
        <Text size="sm" c="dimmed">
          {lack}.
        </Text>
      ) : (
        <Shown of={users} what="The list of users">
          {({ users: rows }) => (
            <DataTable label="Users" columns={COLUMNS} rows={rows} keyOf={({ name }) => name} />
          )}
        </Shown>
      )}
    </Card>
  )
}

const COLUMNS: readonly Column<UserRow>[] = [
  {
    title: 'User',
    isName: true,
    sortBy: ({ name }) => name,
    cell: ({ name }) => (
      <Text size="sm" fw={600}>
        {name}
      </Text>
    ),
  },
  { title: 'Role', sortBy: ({ role }) => role, cell: ({ role }) => role },
  {
    title: 'Open sessions',
    align: 'right',
    sortBy: ({ sessions }) => sessions,
    cell: ({ sessions }) => sessions,
  },
  {
    title: 'Last used',
    sortBy: ({ lastUsedAt }) => lastUsedAt ?? '',
    cell: ({ lastUsedAt }) => <Time at={lastUsedAt} never="not logged in" />,
  },
  { title: 'Actions', align: 'right', cell: (user) => <LogOutUser user={user} /> },
]

function LogOutUser({ user: { name, sessions } }: { user: UserRow }) {
  const change = useChange()
  const { user } = useSession()
  return (
    <RoleButton
      needs="editor"
      size="xs"
      variant="default"
      loading={change.isPending}
      unless={name === user ? 'This is you: see below' : sessions === 0 ? `${name} is not logged in` : null}
      aria-label={`Log out ${name}`}
      onClick={() =>
        change.mutate({
          method: 'DELETE',
          path: pathOf('users', name, 'sessions'),
          done: `${name} is logged out everywhere`,
        })
      }
    >
      Log out
    </RoleButton>
  )
}
