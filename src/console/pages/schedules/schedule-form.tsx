import { Autocomplete, Button, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useChange } from '../../api/use-change.ts'
import type { ScheduleRow } from '../../api/views.ts'
import { ForeseenTimes } from './foreseen-times.tsx'
import { useForeseen } from './use-foreseen.ts'

const UNITS: Readonly<Record<string, number>> = { s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 }
const UNIT_WORDS = [
  { value: 's', label: 'seconds' },
  { value: 'min', label: 'minutes' },
  { value: 'h', label: 'hours' },
  { value: 'd', label: 'days' },
]
const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]

/** When a schedule fires, with the next three times of what stands there before it is saved. */
export function ScheduleForm({ schedule, onDone }: { schedule: ScheduleRow; onDone: () => void }) {
  const { process, title } = schedule
  const change = useChange()
  const [by, setBy] = useState(schedule.everyMs === null ? 'cron' : 'every')
  const [cron, setCron] = useState(schedule.cron ?? '0 6 * * *')
  const [unit, setUnit] = useState(unitOf(schedule.everyMs))
  const [amount, setAmount] = useState((schedule.everyMs ?? 3_600_000) / (UNITS[unit] as number))
  const [timezone, setTimezone] = useState(schedule.timezone)
  const [overlap, setOverlap] = useState(schedule.overlap)
  const when = by === 'cron' ? { cron, timezone } : { everyMs: Math.round(amount * (UNITS[unit] as number)) }
  const foreseen = useForeseen(process, when)

  function save(event: FormEvent) {
    event.preventDefault()
    change.mutate(
      {
        method: 'PATCH',
        path: pathOf('schedules', process),
        body: { ...when, overlap },
        done: `${title} has its new times`,
      },
      { onSuccess: onDone },
    )
  }

  return (
    <form onSubmit={save} aria-label="Times of a schedule">
      <Stack gap="sm">
        <NativeSelect
          label="Fires"
          data={[
            { value: 'cron', label: 'at the times of a cron expression' },
            { value: 'every', label: 'at an interval' },
          ]}
          value={by}
          onChange={(event) => setBy(event.currentTarget.value)}
        />
        {by === 'cron' ? (
          <>
            <TextInput
              label="Cron"
              description="Minute, hour, day of the month, month, day of the week"
              required
              data-autofocus
              styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={cron}
              error={foreseen.problemAt('/cron')}
              onChange={(event) => setCron(event.currentTarget.value)}
            />
            <Autocomplete
              label="Time zone"
              required
              data={ZONES}
              limit={30}
              value={timezone}
              error={foreseen.problemAt('/timezone')}
              onChange={setTimezone}
            />
          </>
        ) : (
          <Group grow align="flex-end">
            <NumberInput
              label="Every"
              required
              min={1}
              max={100_000}
              allowDecimal={false}
              value={amount}
              error={foreseen.problemAt('/everyMs')}
              onChange={(value) => setAmount(Number(value))}
            />
            <NativeSelect
              label="Unit"
              data={UNIT_WORDS}
              value={unit}
              onChange={(event) => setUnit(event.currentTarget.value)}
            />
          </Group>
        )}
        <NativeSelect
          label="While its last task is open"
          data={[
            { value: 'skip', label: 'skip the time' },
            { value: 'buffer', label: 'let one wait until it ends' },
            { value: 'allow', label: 'start side by side' },
          ]}
          value={overlap}
          onChange={(event) => setOverlap(event.currentTarget.value)}
        />
        <ForeseenTimes of={foreseen} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={change.isPending} disabled={!foreseen.isGood}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The largest in which it is a whole number. */
function unitOf(ms: number | null): string {
  const units = Object.entries(UNITS).reverse()
  return units.find(([, size]) => (ms ?? 3_600_000) % size === 0)?.[0] ?? 's'
}
