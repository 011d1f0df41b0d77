import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'

const MISSING = /\{\{\s*env_var\[@((?!__)[A-Za-z0-9_-]{3,128})\][^}]*\}\}: there is no such variable/

/** Leads to where the variable is created that a problem says is missing; nothing where it names none. @param then what to do after */
export function CreateVariable({ problem, then }: { problem: string; then: string }) {
  const [, name] = MISSING.exec(problem) ?? []
  if (name === undefined) return null
  return (
    <Text size="sm" mt={4}>
      <Anchor
        component={Link}
        inherit
        underline="always"
        href={`/variables?${new URLSearchParams({ new: name })}`}
      >
        Create the variable {name}
      </Anchor>
      {then}
    </Text>
  )
}
