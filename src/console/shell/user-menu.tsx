import { Button, Menu } from '@mantine/core'
import { Icon } from '../parts/icon.tsx'
import { useSession } from './session-context.ts'

export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const { user, role, logOut } = useSession()
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<Icon name="user" size={15} />}
          aria-label={`User ${user}`}
        >
          {user}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Role: {role}</Menu.Label>
        <Menu.Item component="a" href="/admin/v1/reference" target="_blank" rel="noreferrer">
          Reference of the API
        </Menu.Item>
        <Menu.Item onClick={onKeys} visibleFrom="sm">
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void logOut(false)}>Log out</Menu.Item>
        <Menu.Item onClick={() => void logOut(true)}>Log out everywhere</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
