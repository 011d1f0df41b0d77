import { useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { Variable } from '../../api/views.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { RoleButton } from '../../parts/role-button.tsx'

export function DeleteVariable({ variable: { name, usedBy } }: { variable: Variable }) {
  const change = useChange()
  const [asking, setAsking] = useState(false)
  return (
    <>
      <RoleButton needs="editor" size="compact-xs" variant="default" onClick={() => setAsking(true)}>
        Delete
      </RoleButton>
      <Confirm
        opened={asking}
        title={`Delete ${name}?`}
        action="Delete"
        danger
        type={name}
        onClose={() => setAsking(false)}
        onConfirm={() =>
          change.mutate({ method: 'DELETE', path: pathOf('variables', name), done: `${name} is deleted` })
        }
      >
        {usedBy.length === 0
          ? 'No Start node refers to it. What code refers to is not looked at.'
          : `${usedBy.join(', ')} ${usedBy.length === 1 ? 'refers' : 'refer'} to it: every request is refused from then on (401).`}
      </Confirm>
    </>
  )
}
