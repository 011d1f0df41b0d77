import { Alert, Code, List } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ResetWrite } from '../../api/views.ts'
import { Time } from '../../parts/time.tsx'

/** The writes that a reset does again: those that may happen twice apart from those that can't. */
export function ResetWrites({ writes }: { writes: readonly ResetWrite[] }) {
  const unknown = writes.filter(({ covered }) => !covered)
  const covered = writes.filter((write) => write.covered)
  return (
    <>
      {unknown.length > 0 && (
        <Alert color="red" title="These may be done twice">
          <Writes
            of={unknown}
            tell={({ knownUntil }) =>
              knownUntil === null ? (
                'carries no key'
              ) : (
                <>
                  its key was known until <Time at={knownUntil} full />
                </>
              )
            }
          />
        </Alert>
      )}
      {covered.length > 0 && (
        <Alert color="gray" title="Done again, these happen once">
          <Writes
            of={covered}
            tell={({ knownUntil }) => (
              <>
                known until <Time at={knownUntil} full />
              </>
            )}
          />
        </Alert>
      )}
    </>
  )
}

function Writes({ of, tell }: { of: readonly ResetWrite[]; tell: (write: ResetWrite) => ReactNode }) {
  return (
    <List size="sm">
      {of.map((write) => (
        <List.Item key={`${write.id} ${write.at}`}>
          {write.node ?? write.activity} (<Code>{write.activity}</Code>) of <Time at={write.at} full />:{' '}
          {tell(write)}
          {write.key !== null && (
            <>
              , key <Code>{write.key}</Code>
            </>
          )}
        </List.Item>
      ))}
    </List>
  )
}
