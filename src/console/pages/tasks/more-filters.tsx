import { NativeSelect, TextInput } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { SINCE, type TaskFilter } from './task-filter.ts'

/** How tasks ended, why, and when. @param opened by hand: the button that had the focus is gone */
export function MoreFilters({
  filter,
  opened,
  onChange,
}: {
  filter: TaskFilter
  opened: boolean
  onChange: (to: Partial<TaskFilter>) => void
}) {
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (opened) first.current?.focus()
  }, [opened])
  const { ended } = filter
  const isOwn = ended !== '' && !Object.hasOwn(SINCE, ended)
  const own = ended.includes('T')
    ? `since ${ended.slice(0, 16).replace('T', ' ')} (UTC)`
    : `on ${ended} (UTC)`
  return (
    <>
      <TextInput
        ref={first}
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
