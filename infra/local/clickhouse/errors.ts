/** An error as ClickHouse reports it: `Code: 60. DB::Exception: … (UNKNOWN_TABLE)`. */
export class ClickHouseError extends Error {
  /** ClickHouse's error number; 0 is not used. */
  readonly code: number
  /** Its symbol, such as UNKNOWN_TABLE. */
  readonly symbol: string
  readonly status: number

  constructor(code: number, symbol: string, message: string, status = statusOf(code)) {
    super(message)
    this.name = 'ClickHouseError'
    this.code = code
    this.symbol = symbol
    this.status = status
  }

  /** The response's body: one line, as ClickHouse writes it. `version` is the engine's. */
  body(version: string): string {
    return `Code: ${this.code}. DB::Exception: ${this.message} (${this.symbol}) (version ${version})\n`
  }
}

/** Reads the engine's error text; an error of another kind becomes code 49 (LOGICAL_ERROR) with its message. */
export function errorFrom(thrown: unknown): ClickHouseError {
  if (thrown instanceof ClickHouseError) return thrown
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  const match = /^Code: (\d+)\. DB::Exception: ([\s\S]*)\(([A-Z0-9_]+)\)\s*$/.exec(text)
  if (!match) return new ClickHouseError(49, 'LOGICAL_ERROR', text)
  return new ClickHouseError(Number(match[1]), match[3]!, oneException(match[2]!.trim()))
}

/** The engine wraps some errors in themselves; only one "Code: …" may stand in a message, clients cut at it. */
const oneException = (message: string): string =>
  message.replaceAll(/Code: \d+\. DB::Exception: /g, '').replaceAll(/ \([A-Z0-9_]{4,}\) \(version [\d.]+\)\.?/g, '')

const statuses: ReadonlyMap<number, number> = new Map([
  ...codes(401, 194), // REQUIRED_PASSWORD
  ...codes(403, 192, 193, 291, 497, 516), // unknown user, password, access, authentication
  ...codes(400, 6, 8, 10, 15, 16, 25, 26, 27, 36, 38, 41, 42, 43, 44, 47, 53, 62, 69, 70, 72, 117, 130, 131, 168, 223, 321, 349, 376, 427, 441, 456, 457, 467, 675, 676),
  ...codes(404, 45, 46, 50, 56, 60, 63, 73, 75, 78, 81, 115, 372, 511), // something that is named does not exist
  ...codes(408, 159), // TIMEOUT_EXCEEDED
  ...codes(411, 381), // HTTP_LENGTH_REQUIRED
  ...codes(413, 229), // QUERY_IS_TOO_LARGE
  ...codes(501, 48), // NOT_IMPLEMENTED
  ...codes(503, 76, 209, 439), // cannot open a file, socket timeout, cannot schedule
])

function codes(status: number, ...numbers: number[]): [number, number][] {
  return numbers.map((code) => [code, status])
}

/** The HTTP status that ClickHouse answers for an error number. */
function statusOf(code: number): number {
  return statuses.get(code) ?? 500
}
