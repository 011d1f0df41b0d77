import { Alert, Group, Stack, Text } from '@mantine/core'
import type { CheckedView } from '../../api/views.ts'
import { StateBadge } from '../../parts/state-badge.tsx'
import { CheckedProcess } from './checked-process.tsx'
import { LinesShown } from './lines-shown.tsx'
import { ProblemList } from './problem-list.tsx'
import { tellCount } from './tell-count.ts'

/** What a check found: whether it may go in, each process, then each problem, errors apart from warnings. */
export function CheckedShown({ checked }: { checked: CheckedView }) {
  const { ok, errors, warnings, unplanned, refusal, processes, problems, moreProblems } = checked
  const of = (severity: 'error' | 'warning') => problems.filter((problem) => problem.severity === severity)
  return (
    <Stack gap="md">
      <Group gap="md" role="status">
        <StateBadge tone={ok ? 'good' : 'bad'}>
          {ok ? 'Nothing stands in its way' : tellCount(errors, 'error')}
        </StateBadge>
        {warnings > 0 && <StateBadge tone="warning">{tellCount(warnings, 'warning')}</StateBadge>}
        <Text size="sm">{tellCount(processes.length, 'process', 'processes')}</Text>
      </Group>
      {refusal !== null && (
        <Alert color="yellow" title="This installation does not import processes">
          <Text size="sm">{refusal}</Text>
        </Alert>
      )}
      {unplanned !== null && (
        <Alert color="yellow" title="It can not be imported as it stands">
          <Text size="sm">{unplanned}</Text>
        </Alert>
      )}
      {errors > 0 && <ProblemList title="Errors" problems={of('error')} />}
      {processes.map((process) => (
        <CheckedProcess key={`${process.file} ${process.line} ${process.mpoId}`} process={process} />
      ))}
      <Beside checked={checked} />
      {warnings > 0 && <ProblemList title="Warnings" problems={of('warning')} more={moreProblems} />}
    </Stack>
  )
}

/** What comes along with the processes. */
function Beside({ checked: { variables, aliases, reads } }: { checked: CheckedView }) {
  const brought = new Set(variables.map(({ name }) => name))
  const lines = [
    ...aliases.map(
      ({ name, target }) => `Alias @${name}, ${target === null ? 'of no process' : `of process ${target}`}`,
    ),
    ...variables.map(({ name, secret, hasValue }) => {
      const value = secret ? 'secret: to be set' : hasValue ? 'with its value' : 'to be set'
      return `Variable @${name}, ${value}`
    }),
    ...reads
      .filter((name) => !brought.has(name))
      .map((name) => `Variable @${name}, read by it and not in the export`),
  ]
  return <LinesShown title="Beside the processes" lines={lines} />
}
