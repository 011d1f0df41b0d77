import { Alert, Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import type { Variables } from '../../api/views.ts'

const NAMED = /\{\{\s*env_var\[@((?!__)[A-Za-z0-9_-]{3,128})\]/g

/** Why nobody would be let in, and where the variable that is missing is created. @param texts that may hold references */
export function AuthProblem({ problem, texts }: { problem: string; texts: readonly string[] }) {
  const variables = useApi<Variables>('/variables').data?.variables
  const named = new Set(texts.flatMap((text) => [...text.matchAll(NAMED)].map(([, name = '']) => name)))
  const missing =
    variables === undefined
      ? []
      : [...named].filter((name) => !variables.some((known) => known.name === name))
  return (
    <Alert color="red" title="Saved like this, every request is refused (401)" role="alert">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {problem}
      </Text>
      {missing.map((name) => (
        <Text key={name} size="sm" mt={4}>
          <Anchor
            component={Link}
            size="sm"
            underline="always"
            href={`/variables?new=${encodeURIComponent(name)}`}
          >
            Create the variable {name}
          </Anchor>{' '}
          first, then save here.
        </Text>
      ))}
    </Alert>
  )
}
