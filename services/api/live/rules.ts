import { durationMs } from '../../../core/model/duration.ts'
import { compile, type SegmentRules } from '../../../core/model/model.ts'
import type { Settings } from '../../../core/model/settings.ts'
import type { LogReader } from '../../shared/kafka/read.ts'
import { readSettingsLog } from '../../shared/settings-log.ts'
import { inTime } from './deadline.ts'
import type { Rules } from './ports.ts'

/** A new model is known here so much later at most. */
const freshForMs = 10_000

/** The model in force, read from the settings topic when it is asked for, at most every ten seconds. */
export function openRules(reader: LogReader, deployment: string): Rules {
  let known: Promise<Settings> | null = null
  let readAt = 0
  let isReading = false
  function read(): Promise<Settings> {
    // The reader waits while Kafka is away; the reads of all who ask must not pile up behind it.
    isReading = true
    readAt = Date.now()
    const found = readSettingsLog(reader, deployment).finally(() => { isReading = false }).then((log) => {
      if (log.settings === null) throw new Error('no settings are set up yet')
      return log.settings
    })
    found.catch(() => { known = null })
    return found
  }
  const settings = (): Promise<Settings> => {
    if (known === null || (!isReading && Date.now() - readAt > freshForMs)) known = read()
    return inTime(known)
  }
  return {
    async contactFrequency() {
      const { maxSurveys, per, minGap } = (await settings()).model.contactFrequency
      return { maxSurveys, perMs: durationMs(per)!, minGapMs: durationMs(minGap)! }
    },
    async alertRules() {
      const { model } = await settings()
      const compiled = compile(model)
      return { modelVersion: model.version, ...rulesOf(compiled.segment(null)), segments: Object.keys(model.segments ?? {}).map((segment) => ({ segment, ...rulesOf(compiled.segment(segment)) })) }
    },
  }
}

function rulesOf({ ackWithinMs: { CRITICAL, HIGH, NORMAL }, alertBelow, criticalBelow, clearAt, goodFrom, goodRevenue }: SegmentRules) {
  return { within: { CRITICAL: CRITICAL / 1000, HIGH: HIGH / 1000, NORMAL: NORMAL / 1000 }, lines: { alertBelow, criticalBelow, clearAt, healthyFrom: goodFrom, goodRevenue } }
}
