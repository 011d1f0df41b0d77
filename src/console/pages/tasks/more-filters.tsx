import { NativeSelect, TextInput } from '@mantine/core'
import { SINCE, type TaskFilter } from './task-filter.ts'

/** How tasks ended, why, and when. */
export function MoreFilters({
  filter,
  onChange,
}: {
  filter: TaskFilter
  onChange: (to: Partial<TaskFilter>) => void
}) {
  const { ended } = filter
  const isOwn = ended !== '' && !Object.hasOwn(SINCE, ended)
  const own = ended.includes('T')
    ? `since ${ended.slice(0, 16).replace('T', ' ')} (UTC)`
    : `on ${ended} (UTC)`
  return (
    <>
      <TextInput
        label="Outcome"
        placeholder="Any"
        w={{ base: '100%', xs: 150 }}
        value={filter.outcome}
        onChange={(event) => onChange({ outcome: event.currentTarget.value })}
      />
      <TextInput
        label="Cause"
        placeholder="Any"
        w={{ base: '100%', xs: 170 }}
        value={filter.cause}
        onChange={(event) => onChange({ cause: event.currentTarget.value })}
      />
      <NativeSelect
        label="Ended"
        data={[
          { value: '', label: 'any time, or not' },
          ...Object.entries(SINCE).map(([value, { title }]) => ({ value, label: title })),
          ...(isOwn ? [{ value: ended, label: own }] : []),
        ]}
        value={ended}
        onChange={(event) => onChange({ ended: event.currentTarget.value })}
      />
    </>
  )
}
