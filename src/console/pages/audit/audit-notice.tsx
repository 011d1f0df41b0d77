import { Alert, Anchor, List } from '@mantine/core'
import { Link } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import type { DoctorReport } from '../../api/views.ts'

/** What is wrong with the chain of the settings: gaps, forks, what nobody signed, and what this receiver does not follow. */
export function AuditNotice() {
  const report = useApi<DoctorReport>('/doctor', { every: false })
  const wrong = report.data?.findings.filter(({ area, state }) => area === 'settings' && state !== 'ok') ?? []
  if (wrong.length === 0) return null
  return (
    <Alert color="orange" role="alert" mb="md" title="The settings are not as they were signed">
      <List size="sm" mb="xs">
        {wrong.map(({ subject, message }) => (
          <List.Item key={`${subject} ${message}`}>
            {subject}: {message}
          </List.Item>
        ))}
      </List>
      <Anchor component={Link} href="/doctor" size="sm">
        What to do
      </Anchor>
    </Alert>
  )
}
