import { Alert, Checkbox, Group, Paper } from '@mantine/core'
import { useState } from 'react'
import { explain } from '../../api/use-change.ts'
import type { QuarantineRow } from '../../api/views.ts'
import { useBulk } from '../../bulk/use-bulk.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { RoleButton } from '../../parts/role-button.tsx'
import { BulkReport } from './bulk-report.tsx'
import { DiscardForm } from './discard-form.tsx'
import { idOf } from './quarantine-columns.tsx'

/** Chooses all, and does something with what is chosen. */
export function BulkBar({
  rows,
  chosen,
  onChoose,
}: {
  rows: readonly QuarantineRow[]
  chosen: ReadonlySet<string>
  onChoose: (chosen: ReadonlySet<string>) => void
}) {
  const control = useBulk()
  const { bulk } = control
  const isRunning = control.isAsking || (bulk !== null && !bulk.isOver)
  const [asking, setAsking] = useState<'resubmit' | 'discard' | null>(null)
  // What has left the quarantine meanwhile is chosen no longer
  const ids = rows.map(idOf).filter((id) => chosen.has(id))
  const none = ids.length === 0 ? 'Choose entries first' : null

  async function start(action: 'resubmit' | 'discard', reason?: string) {
    const what = reason === undefined ? { do: action } : { do: action, reason }
    const prepared = await control.prepare({ subject: 'quarantine', ids, action: what })
    if (prepared !== null) await control.start(prepared.id)
  }

  return (
    <>
      {rows.length > 0 && (
        <Paper withBorder radius="md" p="sm" role="group" aria-label="With what is chosen">
          <Group justify="space-between" gap="sm">
            <Checkbox
              label={
                ids.length === 0 ? `Choose all ${rows.length}` : `${ids.length} of ${rows.length} chosen`
              }
              checked={ids.length === rows.length}
              indeterminate={ids.length > 0 && ids.length < rows.length}
              onChange={({ currentTarget: { checked } }) => onChoose(new Set(checked ? rows.map(idOf) : []))}
            />
            <Group gap="xs">
              <RoleButton
                needs="operator"
                size="xs"
                unless={none}
                loading={isRunning}
                onClick={() => setAsking('resubmit')}
              >
                Resubmit
              </RoleButton>
              <RoleButton
                needs="operator"
                size="xs"
                variant="default"
                unless={none}
                disabled={isRunning}
                onClick={() => setAsking('discard')}
              >
                Discard
              </RoleButton>
            </Group>
          </Group>
        </Paper>
      )}
      <Confirm
        opened={asking === 'resubmit'}
        title={`Resubmit ${tellCount(ids.length)}?`}
        action="Resubmit"
        onClose={() => setAsking(null)}
        onConfirm={() => void start('resubmit')}
      >
        Each is checked by the rules of its process as they are now. What fits becomes the task it should have
        been; what does not stays here.
      </Confirm>
      <DiscardForm
        opened={asking === 'discard'}
        what={tellCount(ids.length)}
        onClose={() => setAsking(null)}
        onDiscard={(reason) => void start('discard', reason)}
      />
      {bulk === null && control.error !== null && (
        <Alert color="red" role="alert" title="Not done" mt="sm">
          {explain(control.error)}
        </Alert>
      )}
      {bulk !== null && bulk.state !== 'prepared' && (
        <BulkReport control={control} bulk={bulk} onClose={control.clear} />
      )}
    </>
  )
}

const tellCount = (count: number) => (count === 1 ? 'one entry' : `${count} entries`)
