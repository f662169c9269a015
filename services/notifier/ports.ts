/** A line of the delivery log. */
export interface DeliveryRecord {
  readonly subscription: string
  readonly alertId: string
  readonly sequence: number
  /** `given-up`: three days of failures, it will not be tried again. */
  readonly status: 'delivered' | 'failed' | 'given-up'
  readonly attempt: number
  readonly httpStatus: number | null
  readonly detail: string
  readonly durationMs: number
  /** ISO 8601. */
  readonly at: string
}

/** Keeps the delivery log. */
export interface DeliveryLog {
  write(records: readonly DeliveryRecord[]): Promise<void>
}
