import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { ScheduleRow } from '../../api/views.ts'
import { RoleButton } from '../../parts/role-button.tsx'
import { ScheduleForm } from './schedule-form.tsx'

/** Opens what says when a schedule fires. */
export function EditSchedule({ schedule }: { schedule: ScheduleRow }) {
  const [opened, setOpened] = useState(false)
  const close = () => setOpened(false)
  return (
    <>
      <RoleButton needs="editor" size="compact-xs" variant="default" onClick={() => setOpened(true)}>
        Edit
      </RoleButton>
      <Modal
        opened={opened}
        onClose={close}
        title={`When ${schedule.title} runs`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <ScheduleForm schedule={schedule} onDone={close} />
      </Modal>
    </>
  )
}
