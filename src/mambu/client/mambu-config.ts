/** Where Mambu's API is and how to log in: by key, or by user and password. */
export interface MambuConfig {
  readonly baseUrl: string
  readonly apiKey?: string
  readonly basic?: { readonly user: string; readonly password: string }
}

/**
 * Reads the four variables of Mambu.
 *
 * @param problems gets what is wrong with them, by variable; no value is repeated
 * @returns null: no Mambu
 */
export function readMambuConfig(
  values: {
    readonly MAMBU_BASE_URL?: string | undefined
    readonly MAMBU_API_KEY?: string | undefined
    readonly MAMBU_USER?: string | undefined
    readonly MAMBU_PASSWORD?: string | undefined
  },
  problems: { readonly path: string; readonly message: string }[],
): MambuConfig | null {
  const {
    MAMBU_BASE_URL: baseUrl,
    MAMBU_API_KEY: apiKey,
    MAMBU_USER: user,
    MAMBU_PASSWORD: password,
  } = values
  if ((user === undefined) !== (password === undefined))
    problems.push({ path: 'MAMBU_USER', message: 'set it together with MAMBU_PASSWORD, or neither' })
  else if (apiKey !== undefined && user !== undefined)
    problems.push({ path: 'MAMBU_API_KEY', message: 'set it, or MAMBU_USER and MAMBU_PASSWORD, not both' })
  else if ((baseUrl === undefined) !== (apiKey === undefined && user === undefined))
    problems.push({
      path: 'MAMBU_BASE_URL',
      message: 'set it together with MAMBU_API_KEY (or MAMBU_USER and MAMBU_PASSWORD), or neither',
    })
  if (baseUrl === undefined) return null
  if (apiKey !== undefined) return { baseUrl, apiKey }
  return user === undefined || password === undefined ? null : { baseUrl, basic: { user, password } }
}
