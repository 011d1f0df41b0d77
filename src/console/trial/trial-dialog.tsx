import { Modal } from '@mantine/core'
import type { Trial } from '../api/views.ts'
import { TrialShown } from './trial-shown.tsx'

export function TrialDialog({
  opened,
  onClose,
  title,
  process,
  trial,
}: {
  opened: boolean
  onClose: () => void
  title: string
  process: string
  trial: Trial
}) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <TrialShown process={process} trial={trial} />
    </Modal>
  )
}
