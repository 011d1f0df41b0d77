import { useState } from 'react'
import { useChange } from '../../api/use-change.ts'
import type { RequestRow, Trial } from '../../api/views.ts'
import { RoleButton } from '../../parts/role-button.tsx'
import { TrialDialog } from '../../trial/trial-dialog.tsx'

/** Sends the body of a refused request again, as a test. */
export function ReplayButton({ of: { seq, process, taskId } }: { of: RequestRow }) {
  const replay = useChange<Trial>()
  const [isShown, setShown] = useState(false)
  return (
    <>
      <RoleButton
        needs="operator"
        size="compact-xs"
        variant="default"
        unless={whyNot(process, taskId)}
        loading={replay.isPending}
        onClick={() =>
          replay.mutate(
            { method: 'POST', path: `/requests/${seq}/replay`, done: 'It was sent again, as a test' },
            { onSuccess: () => setShown(true) },
          )
        }
      >
        Replay
      </RoleButton>
      {replay.data && process !== null && (
        <TrialDialog
          opened={isShown}
          onClose={() => setShown(false)}
          title="Sent again, as a test"
          process={process}
          trial={replay.data}
        />
      )}
    </>
  )
}

function whyNot(process: string | null, taskId: string | null): string | null {
  if (process === null) return 'It proved neither URL nor credentials, so nothing of it was kept'
  return taskId === null ? 'Its body was not kept: it is not in quarantine' : null
}
