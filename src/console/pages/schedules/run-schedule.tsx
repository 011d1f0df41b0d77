import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { FiredSchedule, ScheduleRow } from '../../api/views.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { taskPath } from '../task/task-path.ts'

/** Fires a schedule now, and goes to the task that starts. */
export function RunSchedule({ schedule: { process, title } }: { schedule: ScheduleRow }) {
  const change = useChange<FiredSchedule>()
  const [, go] = useLocation()
  const [asking, setAsking] = useState(false)
  const run = () =>
    change.mutate(
      { method: 'POST', path: pathOf('schedules', process, 'run'), done: `${title} was asked to run` },
      {
        onSuccess({ workflowId, said }) {
          if (workflowId === null) notifications.show({ message: said, color: 'yellow', autoClose: 10_000 })
          else go(taskPath({ workflowId }))
        },
      },
    )
  return (
    <>
      <RoleButton
        needs="operator"
        size="compact-xs"
        variant="default"
        loading={change.isPending}
        onClick={() => setAsking(true)}
      >
        Run now
      </RoleButton>
      <Confirm
        opened={asking}
        title={`Run ${title} now?`}
        action="Run it"
        onClose={() => setAsking(false)}
        onConfirm={run}
      >
        A real task starts at once, with the data of the schedule. While its last task is open, what the
        schedule says of overlaps counts.
      </Confirm>
    </>
  )
}
