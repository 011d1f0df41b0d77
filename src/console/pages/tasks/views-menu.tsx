import { ActionIcon, Button, Divider, Group, Popover, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, useState } from 'react'
import { BUILT_IN, dropView, readViews, type SavedView, saveView } from './saved-views.ts'

/** Filters under a name. @param query what is shown now @param onShow with the query of a view */
export function ViewsMenu({ query, onShow }: { query: string; onShow: (query: string) => void }) {
  const [own, setOwn] = useState(() => readViews(window.localStorage))
  const [name, setName] = useState('')
  const [opened, setOpened] = useState(false)

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

  function show(view: string) {
    setOpened(false)
    onShow(view)
  }

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={280}
      trapFocus
      returnFocus
      shadow="md"
    >
      <Popover.Target>
        <Button variant="default" size="sm" onClick={() => setOpened(!opened)}>
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={6}>
        {BUILT_IN.map((view) => (
          <View key={view.name} view={view} onShow={show} />
        ))}
        {own.length > 0 && (
          <>
            <Divider my={4} />
            <Text size="xs" c="dimmed" px={8}>
              Of this browser
            </Text>
          </>
        )}
        {own.map((view) => (
          <Group key={view.name} wrap="nowrap" gap={4}>
            <View view={view} onShow={show} />
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
        <Divider my={4} />
        <form onSubmit={save}>
          <Group gap={6} p={6} wrap="nowrap" align="flex-end">
            <TextInput
              size="xs"
              label="Save this filter as"
              maxLength={60}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" size="xs" variant="default">
              Save
            </Button>
          </Group>
          <Text size="xs" c="dimmed" px={6} pb={4}>
            Kept in this browser.
          </Text>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

function View({ view, onShow }: { view: SavedView; onShow: (query: string) => void }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      fullWidth
      fw={400}
      styles={{
        root: { height: 'auto', paddingBlock: 6, color: 'inherit' },
        inner: { justifyContent: 'flex-start' },
        label: { whiteSpace: 'normal', textAlign: 'start', overflowWrap: 'anywhere' },
      }}
      onClick={() => onShow(view.query)}
    >
      <bdi>{view.name}</bdi>
    </Button>
  )
}
