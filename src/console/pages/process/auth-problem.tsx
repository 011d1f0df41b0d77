import { Alert, Text } from '@mantine/core'
import { CreateVariable } from '../../parts/create-variable.tsx'

/** Why nobody would be let in, and where the variable that is missing is created. */
export function AuthProblem({ problem }: { problem: string }) {
  return (
    <Alert color="red" title="Saved like this, every request is refused (401)" role="alert">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {problem}
      </Text>
      <CreateVariable problem={problem} then=" first, then save here." />
    </Alert>
  )
}
