import { useState } from 'react'
import { useLocation } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { RoleButton } from '../../parts/role-button.tsx'

export function DeleteAlias({ alias, urlOn }: { alias: string; urlOn: boolean }) {
  const change = useChange()
  const [, go] = useLocation()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <RoleButton needs="editor" variant="default" size="xs" onClick={() => setAsking(true)}>
        Delete
      </RoleButton>
      <Confirm
        opened={asking}
        title={`Delete @${alias}?`}
        action="Delete"
        danger
        type={`@${alias}`}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          change.mutate(
            { method: 'DELETE', path: pathOf('aliases', alias), done: `@${alias} is deleted` },
            { onSuccess: () => go('/aliases') },
          )
        }
      >
        {urlOn
          ? 'Its direct URL is on: every webhook that has it is refused from then on (403), and the URL never comes back.'
          : 'Its direct URL is off.'}{' '}
        A new alias of this name has another URL.
      </Confirm>
    </>
  )
}
