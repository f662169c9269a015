/** The id in a path such as /accounts/{id}, as the browser has it; undefined where there is none. What somebody typed and no address can hold is taken as it stands. */
export function idIn(pathname: string): string | undefined {
  const part = pathname.split('/')[2]
  if (!part) return undefined
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
