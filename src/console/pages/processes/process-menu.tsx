import { ActionIcon, Menu } from '@mantine/core'
import { Link } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { ProcessRow } from '../../api/views.ts'
import { Icon } from '../../parts/icon.tsx'
import { useLack } from '../../shell/session-context.ts'

/** The menu of a process in the list: its details, and pausing it. */
export function ProcessMenu({ row: { process, title, paused } }: { row: ProcessRow }) {
  const change = useChange()
  const lack = useLack('operator')
  const toggle = () =>
    change.mutate({
      method: 'POST',
      path: pathOf('processes', process, paused ? 'resume' : 'pause'),
      done: `${title} is ${paused ? 'at work again' : 'paused'}`,
    })
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Menu of ${title}`}>
          <Icon name="menu" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href={`/processes/${process}`}>
          View details
        </Menu.Item>
        <Menu.Item component={Link} href={`/processes/${process}/webhook`}>
          Webhook
        </Menu.Item>
        <Menu.Item disabled={lack !== null} onClick={toggle} {...(lack === null ? {} : { title: lack })}>
          {paused ? 'Resume' : 'Pause'}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
