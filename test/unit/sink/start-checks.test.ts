import type { ClickHouseClient } from '@clickhouse/client'
import { expect, test } from 'vitest'
import { checkClickHouse } from '../../../services/sink/start-checks.ts'

const answering = (version: string) => ({ query: async () => ({ json: async () => [{ version }] }) }) as unknown as ClickHouseClient

test.each(['23.8.16.16', '24.7.6.8'])('ClickHouse %s is refused, with the version that will do', async (version) => {
  await expect(checkClickHouse(answering(version), 'cx', [])).rejects.toMatchObject({
    exitCode: 78, message: expect.stringContaining(`ClickHouse ${version}`), remedy: 'Use ClickHouse 24.8 or later.',
  })
})
