import colours from 'picocolors'

/** One line of the table of addresses. */
export interface Address {
  readonly name: string
  readonly address: string
  readonly note?: string
}

/** The table as lines: names in a column, notes dimmed. */
export function addressTable(addresses: readonly Address[]): string[] {
  const width = Math.max(...addresses.map(({ name }) => name.length))
  return addresses.map(({ name, address, note }) => `  ${name.padEnd(width)}  ${colours.cyan(address)}${note ? colours.dim(`  ${note}`) : ''}`)
}
