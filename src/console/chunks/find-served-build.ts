const MAIN_SCRIPT = /<script[^>]*\ssrc="([^"]*\/assets\/[^"]+\.js)"/

/** Path of the main script that runs here, which names its build. */
export function runningBuild(): string {
  const script = document.querySelector<HTMLScriptElement>('script[type="module"][src]')
  return script === null ? '' : new URL(script.src).pathname
}

/** Path of the main script that the receiver serves now; null: it does not say. */
export async function findServedBuild(): Promise<string | null> {
  try {
    const answer = await fetch('/console/', { cache: 'no-store' })
    return answer.ok ? (MAIN_SCRIPT.exec(await answer.text())?.[1] ?? null) : null
  } catch {
    // That it does not answer is what the reader is told
    return null
  }
}
