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
  const isDay = filter.ended !== '' && !Object.hasOwn(SINCE, filter.ended)
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
          ...(isDay ? [{ value: filter.ended, label: `on ${filter.ended} (UTC)` }] : []),
        ]}
        value={filter.ended}
        onChange={(event) => onChange({ ended: event.currentTarget.value })}
      />
    </>
  )
}
