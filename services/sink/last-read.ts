import { checkSameLog } from '../shared/kafka/same-log.ts'
import type { LastRead } from './intent.ts'
import type { ReadOne } from './ports.ts'

/** Throws a Refusal where a partition is of another log than that of which ClickHouse holds rows. */
export const checkLastRead = (readOne: ReadOne, topic: string, partition: number, last: LastRead): Promise<void> => checkSameLog(readOne, topic, partition, last,
  'ClickHouse holds rows of another log, whose offsets would be taken for those of this one: choose a new CX_DEPLOYMENT, and replay the history into it.')
