import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { sendFile } from '../../api/call-api.ts'
import type { CheckedView, ImportedView } from '../../api/views.ts'

export interface ImportHow {
  readonly id: string
  readonly force: boolean
  readonly aliases: boolean
}

/** The check of a file, which begins by itself, and its import, which does not. */
export function useImport(file: File) {
  const queries = useQueryClient()
  const check = useMutation<CheckedView, Error, string>({
    mutationFn: (id) => sendFile('/imports/check', file, queryOf(file, { id })),
  })
  const done = useMutation<ImportedView, Error, ImportHow>({
    mutationFn: ({ id, force, aliases }) =>
      sendFile('/imports', file, queryOf(file, { id, force: String(force), aliases: String(aliases) })),
    onSuccess: () => queries.invalidateQueries(),
  })
  const { mutate } = check
  useEffect(() => mutate(''), [mutate])
  return { check, done }
}

function queryOf({ name }: File, more: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams({ name: name.slice(0, 255) })
  for (const [key, value] of Object.entries(more)) if (value !== '') query.set(key, value)
  return query.toString()
}
