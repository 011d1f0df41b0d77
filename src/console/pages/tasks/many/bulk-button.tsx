import { useRef, useState } from 'react'
import { RoleButton } from '../../../parts/role-button.tsx'
import { BulkDialog } from './bulk-dialog.tsx'

/** Leads to what can be done to all tasks of the filter. @param query of `/tasks` @param unless why not; null: it can */
export function BulkButton({ query, unless }: { query: string; unless: string | null }) {
  const [opened, setOpened] = useState(false)
  const from = useRef<Element | null>(null)

  function open() {
    from.current = document.activeElement
    setOpened(true)
  }

  // The dialog is gone with all it held, and can't give the focus back itself
  function close() {
    setOpened(false)
    const { current } = from
    setTimeout(() => current instanceof HTMLElement && current.focus())
  }

  return (
    <>
      <RoleButton needs="operator" size="xs" variant="default" unless={unless} onClick={open}>
        Change all of them
      </RoleButton>
      {opened && <BulkDialog query={query} onClose={close} />}
    </>
  )
}
