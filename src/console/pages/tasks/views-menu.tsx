import { ActionIcon, Button, Group, Menu, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { BUILT_IN, dropView, readViews, type SavedView, saveView } from './saved-views.ts'

/** Filters under a name. @param query what is shown now @param onShow with the query of a view */
export function ViewsMenu({ query, onShow }: { query: string; onShow: (query: string) => void }) {
  const [own, setOwn] = useState(() => readViews(window.localStorage))
  const [name, setName] = useState('')

  function keep(kept: readonly SavedView[] | null) {
    if (kept === null)
      notifications.show({ title: 'Not saved', message: 'This browser keeps nothing', color: 'red' })
    else setOwn(kept)
  }

  function save(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return
    keep(saveView(window.localStorage, { name, query }))
    setName('')
  }

  return (
    <Menu position="bottom-start" width={280} trapFocus>
      <Menu.Target>
        <Button variant="default" size="sm">
          Views
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {BUILT_IN.map((view) => (
          <Menu.Item key={view.name} onClick={() => onShow(view.query)}>
            {view.name}
          </Menu.Item>
        ))}
        {own.length > 0 && <Menu.Divider />}
        {own.length > 0 && <Menu.Label>Of this browser</Menu.Label>}
        {own.map((view) => (
          <Group key={view.name} wrap="nowrap" gap={4}>
            <Menu.Item onClick={() => onShow(view.query)} style={{ overflowWrap: 'anywhere' }}>
              <bdi>{view.name}</bdi>
            </Menu.Item>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Forget ${view.name}`}
              onClick={() => keep(dropView(window.localStorage, view.name))}
            >
              <span aria-hidden>×</span>
            </ActionIcon>
          </Group>
        ))}
        <Menu.Divider />
        <form onSubmit={save}>
          <Group gap={6} p={6} wrap="nowrap" align="flex-end">
            <TextInput
              size="xs"
              label="Save this filter as"
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => event.stopPropagation()}
            />
            <Button type="submit" size="xs" variant="default">
              Save
            </Button>
          </Group>
          <Text size="xs" c="dimmed" px={6} pb={4}>
            Kept in this browser.
          </Text>
        </form>
      </Menu.Dropdown>
    </Menu>
  )
}
