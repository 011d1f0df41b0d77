import { useState } from 'react'
import { RoleButton } from '../../../parts/role-button.tsx'
import { BulkDialog } from './bulk-dialog.tsx'

/** Leads to what can be done to all tasks of the filter. @param query of `/tasks` @param unless why not; null: it can */
export function BulkButton({ query, unless }: { query: string; unless: string | null }) {
  const [opened, setOpened] = useState(false)
  return (
    <>
      <RoleButton
        needs="operator"
        size="xs"
        variant="default"
        unless={unless}
        onClick={() => setOpened(true)}
      >
        Change all of them
      </RoleButton>
      {opened && <BulkDialog query={query} onClose={() => setOpened(false)} />}
    </>
  )
}
