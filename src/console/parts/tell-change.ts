const WORDS: Readonly<Record<string, string>> = {
  enableUrl: 'direct URL on',
  disableUrl: 'direct URL off',
  rotateUrl: 'new direct URL',
  adoptUrl: 'old URL adopted',
  dropAcceptedUrl: 'other URL removed',
  setAuth: 'auth set',
  setIntake: 'intake set',
  createAlias: 'alias created',
  renameAlias: 'alias renamed',
  linkAlias: 'alias pointed elsewhere',
  unlinkAlias: 'alias points at nothing',
  deleteAlias: 'alias deleted',
  setVariable: 'variable set',
  deleteVariable: 'variable deleted',
}

/** An operation of the audit in words; one not known here as it is. */
export function tellChange(op: string): string {
  return Object.hasOwn(WORDS, op) ? (WORDS[op] as string) : op
}
