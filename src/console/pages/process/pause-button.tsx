import { useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { ProcessDetails } from '../../api/views.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { RoleButton } from '../../parts/role-button.tsx'

export function PauseButton({ process: { process, title, paused } }: { process: ProcessDetails }) {
  const change = useChange()
  const [asking, setAsking] = useState(false)
  const set = (to: 'pause' | 'resume', done: string) =>
    change.mutate({ method: 'POST', path: pathOf('processes', process, to), done })
  return (
    <>
      <RoleButton
        needs="operator"
        variant="default"
        size="xs"
        loading={change.isPending}
        onClick={() => (paused ? set('resume', `${title} is at work again`) : setAsking(true))}
      >
        {paused ? 'Resume' : 'Pause'}
      </RoleButton>
      <Confirm
        opened={asking}
        title={`Pause ${title}?`}
        action="Pause"
        onClose={() => setAsking(false)}
        onConfirm={() => set('pause', `${title} is paused`)}
      >
        Webhooks are still accepted and wait in the inbox; no task starts until it is resumed. Tasks under way
        go on.
      </Confirm>
    </>
  )
}
