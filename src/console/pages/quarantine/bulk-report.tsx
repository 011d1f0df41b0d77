import { Modal } from '@mantine/core'
import { pathOf } from '../../api/call-api.ts'
import type { BulkView } from '../../api/views.ts'
import { BulkProgress } from '../../bulk/bulk-progress.tsx'
import type { BulkControl } from '../../bulk/use-bulk.ts'

const WORDS: Readonly<Record<string, { doing: string; done: string }>> = {
  resubmit: { doing: 'Resubmitting', done: 'resubmitted' },
  discard: { doing: 'Discarding', done: 'discarded' },
}

/** How far it is, and at the end what could not be done and why. */
export function BulkReport({
  control,
  bulk,
  onClose,
}: {
  control: BulkControl
  bulk: BulkView
  onClose: () => void
}) {
  const { doing = '', done = '' } = WORDS[bulk.action] ?? {}
  return (
    <Modal
      opened
      onClose={bulk.isOver ? onClose : () => undefined}
      withCloseButton={bulk.isOver}
      closeButtonProps={{ 'aria-label': 'Close' }}
      title={bulk.isOver ? `${bulk.done} of ${bulk.total} ${done}` : `${doing} ${bulk.total}`}
      size="lg"
    >
      <BulkProgress
        control={control}
        bulk={bulk}
        done={done}
        hrefOf={(id) => pathOf('quarantine', ...id.split('/'))}
        onClose={onClose}
      />
    </Modal>
  )
}
