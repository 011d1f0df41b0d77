/** Around a page onto which an export of MPO may be dropped; a button does the same by keyboard. */
import { Button, FileButton, Group, Text, Tooltip } from '@mantine/core'
import { type DragEvent, type ReactNode, useState } from 'react'
import { useApi } from '../../api/use-api.ts'
import { useLack } from '../../shell/session-context.ts'
import { ImportDialog } from './import-dialog.tsx'
import classes from './import-zone.module.css'

const ACCEPTED = '.json,.zip,application/json,application/zip'

/** What an installation says of imports. */
export interface ImportsState {
  readonly refusal: string | null
  readonly maxBytes: number
}

export function ImportZone({ children }: { children: ReactNode }) {
  const lack = useLack('editor')
  const state = useApi<ImportsState>('/imports').data
  const [isOver, setIsOver] = useState(false)
  const [file, setFile] = useState<File | null>(null)
  const [problem, setProblem] = useState<string | null>(null)

  function take(files: readonly File[]): void {
    const [first] = files
    const found = findProblem(files, state?.maxBytes)
    setProblem(found)
    if (found === null && first !== undefined) setFile(first)
  }

  function drop(event: DragEvent): void {
    event.preventDefault()
    setIsOver(false)
    if (lack !== null) setProblem(lack)
    else take([...event.dataTransfer.files])
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button in it does the same by keyboard
    <div
      className={classes.zone}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        // Else the browser would leave the console to show the file
        event.preventDefault()
        setIsOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setIsOver(false)
      }}
      onDrop={drop}
    >
      {children}
      <section className={classes.hint} aria-label="Import from MPO">
        <Group gap="sm" justify="center">
          <Text size="sm">Drop an export of MPO here (JSON or ZIP), or</Text>
          {lack === null ? (
            <FileButton
              accept={ACCEPTED}
              onChange={(chosen) => chosen !== null && take([chosen])}
              key={file === null ? 'ready' : 'taken'}
            >
              {(props) => (
                <Button {...props} size="xs" variant="default">
                  Choose a file
                </Button>
              )}
            </FileButton>
          ) : (
            <Tooltip label={lack} events={{ hover: true, focus: true, touch: true }}>
              <Button size="xs" variant="default" data-disabled aria-disabled title={lack}>
                Choose a file
              </Button>
            </Tooltip>
          )}
        </Group>
        <Text size="xs" c="dimmed" ta="center">
          {state === undefined || state.refusal === null
            ? 'It is checked first, and written only when you say so.'
            : 'It is checked only: this installation does not import processes.'}
        </Text>
        {problem !== null && (
          <Text size="sm" c="var(--mantine-color-error)" ta="center" role="alert">
            {problem}
          </Text>
        )}
      </section>
      {file !== null && <ImportDialog file={file} onClose={() => setFile(null)} />}
    </div>
  )
}

function findProblem(files: readonly File[], maxBytes: number | undefined): string | null {
  const [first] = files
  if (first === undefined) return 'That was no file'
  if (files.length > 1) return 'One file at a time: a ZIP of MPO holds many processes'
  if (maxBytes !== undefined && first.size > maxBytes)
    return `${first.name} is larger than the ${Math.floor(maxBytes / 1024 / 1024)} MB that are taken here: use startnode import`
  return null
}
