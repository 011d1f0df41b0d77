/** What can be done to many tasks, in words. Pure. */
export const ACTIONS = {
  retry: {
    title: 'Retry from where it failed',
    done: 'reset',
    about: 'Each goes back to the node that failed, as a new run of the same task.',
  },
  reset: {
    title: 'Reset to a node',
    done: 'reset',
    about: 'Each goes back to just before its last visit of the node, as a new run of the same task.',
  },
  'run-again': {
    title: 'Run again from the start',
    done: 'run again',
    about:
      'The same data as new tasks, so what they post to others is posted anew. Only tasks that have ended.',
  },
  signal: { title: 'Signal', done: 'signalled', about: 'Whether a process takes it stands in its trace.' },
  cancel: { title: 'Cancel', done: 'asked to end', about: 'Each may clean up first.' },
  terminate: {
    title: 'Terminate',
    done: 'terminated',
    about: 'Nothing of them runs any more, not even what cleans up. Editors only.',
  },
} as const

export type ManyActionName = keyof typeof ACTIONS

export interface ActionInput {
  readonly name: ManyActionName
  readonly node: string
  readonly signal: string
  /** JSON, or empty. */
  readonly payload: string
  readonly reason: string
}

/** The action as `POST /bulks` takes it; a text: what is wrong with it. */
export function actionOf({ name, node, signal, payload, reason }: ActionInput): object | string {
  const why = reason.trim() === '' ? {} : { reason: reason.trim() }
  switch (name) {
    case 'reset':
      return node.trim() === '' ? 'Say which node' : { do: name, node: node.trim(), ...why }
    case 'signal': {
      if (signal.trim() === '') return 'Say which signal'
      if (payload.trim() === '') return { do: name, name: signal.trim() }
      try {
        return { do: name, name: signal.trim(), payload: JSON.parse(payload) as unknown }
      } catch {
        return 'The payload is no JSON: a text stands in quotes'
      }
    }
    case 'retry':
    case 'terminate':
      return { do: name, ...why }
    default:
      return { do: name }
  }
}
