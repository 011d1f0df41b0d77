/**
 * Keys of one character, and the dialog that names them. They can be switched off there, since who speaks to a computer
 * or rests a hand on the keys presses them by mistake (WCAG 2.1.4).
 */
import { Kbd, Modal, Stack, Switch, Table } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { useEffect } from 'react'

const KEYS: readonly (readonly [key: string, does: string])[] = [
  ['/', 'Go to the search of a list'],
  ['?', 'Show this'],
  ['Ctrl Enter', 'In an editor: send, or check'],
  ['Ctrl Space', 'In an editor: offer what fits'],
  ['Esc', 'Close what is open'],
]

export function Keys({
  opened,
  onOpen,
  onClose,
}: {
  opened: boolean
  onOpen: () => void
  onClose: () => void
}) {
  const [on, setOn] = useLocalStorage({
    key: 'startnode-keys',
    defaultValue: true,
    getInitialValueInEffect: false,
  })

  useEffect(() => {
    if (!on) return
    function press(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') onOpen()
      if (event.key !== '/' || document.querySelector('[role=dialog]') !== null) return
      const search = document.querySelector<HTMLInputElement>('main input[type=search]')
      if (search === null) return
      event.preventDefault()
      search.focus()
      search.select()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [on, onOpen])

  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="md">
        <Table>
          <Table.Tbody>
            {KEYS.map(([key, does]) => (
              <Table.Tr key={key}>
                <Table.Th scope="row" w={110}>
                  <Kbd>{key}</Kbd>
                </Table.Th>
                <Table.Td>{does}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Switch
          label="Keys of one character"
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
      </Stack>
    </Modal>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
