/** A file on its way in: what is in it, then the import when somebody says so, then what is left to do. */
import { Alert, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { explain } from '../../api/use-change.ts'
import type { CheckedView } from '../../api/views.ts'
import { Loading } from '../../parts/states/loading.tsx'
import { CheckedShown } from './checked-shown.tsx'
import { ImportedShown } from './imported-shown.tsx'
import { useImport } from './use-import.ts'

export function ImportDialog({ file, onClose }: { file: File; onClose: () => void }) {
  const { check, done } = useImport(file)
  const [id, setId] = useState('')
  const [force, setForce] = useState(false)
  const [aliases, setAliases] = useState(false)
  const checked = check.data
  const lack = checked === undefined ? 'It is not checked yet' : findLack(checked, force)

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (lack === null) done.mutate({ id: id.trim(), force, aliases })
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={done.data === undefined ? `Check of ${file.name}` : `Imported from ${file.name}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {check.isPending && checked === undefined && <Loading what={file.name} />}
      {check.error !== null && (
        <Alert color="red" role="alert" title="It could not be read">
          <Text size="sm">{explain(check.error)}</Text>
        </Alert>
      )}
      {checked !== undefined && done.data === undefined && (
        <form onSubmit={submit} aria-label="Import">
          <Stack gap="md">
            <CheckedShown checked={checked} />
            {checked.unplanned !== null && (
              <Group align="flex-end" gap="sm">
                <TextInput
                  label="Process id to give"
                  description="Kebab-case, such as card-limit"
                  value={id}
                  onChange={(event) => setId(event.currentTarget.value)}
                  autoComplete="off"
                />
                <Button
                  variant="default"
                  loading={check.isPending}
                  disabled={id.trim() === ''}
                  onClick={() => check.mutate(id.trim())}
                >
                  Check again
                </Button>
              </Group>
            )}
            {checked.aliases.length > 0 && (
              <Checkbox
                label={`Create ${checked.aliases.length === 1 ? 'the alias' : `the ${checked.aliases.length} aliases`} of the export`}
                description="Their direct URLs stay off"
                checked={aliases}
                onChange={(event) => setAliases(event.currentTarget.checked)}
              />
            )}
            {!checked.ok && checked.refusal === null && (
              <Checkbox
                color="red"
                label="Import in spite of the errors"
                description="A task that comes to such a place fails there"
                checked={force}
                onChange={(event) => setForce(event.currentTarget.checked)}
              />
            )}
            {done.error !== null && (
              <Alert color="red" role="alert" title="Nothing was imported">
                <Text size="sm">{explain(done.error)}</Text>
              </Alert>
            )}
            <Group justify="flex-end" gap="sm">
              {lack !== null && (
                <Text size="sm" c="dimmed">
                  {lack}
                </Text>
              )}
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button
                type="submit"
                loading={done.isPending}
                disabled={lack !== null}
                {...(checked.ok ? {} : { color: 'red' })}
              >
                Import
              </Button>
            </Group>
          </Stack>
        </form>
      )}
      {done.data !== undefined && <ImportedShown imported={done.data} onClose={onClose} />}
    </Modal>
  )
}

/** Why it can't be imported now; null: it can. */
function findLack({ ok, refusal, unplanned }: CheckedView, force: boolean): string | null {
  if (refusal !== null) return 'Not imported here'
  if (unplanned !== null) return 'It needs a process id'
  return ok || force ? null : 'Mend the errors in MPO and export again'
}
