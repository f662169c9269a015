import { expect, test } from 'vitest'
import { clusterId } from '../../../infra/local/kafka.ts'

test.each(['00000000-0000-4000-8000-000000000000', 'f8000000-0000-4000-8000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff'])(
  'the cluster id of %s is 22 characters and no option of the format tool', (uuid) => {
    expect(clusterId(uuid)).toMatch(/^[A-Za-z0-9][\w-]{21}$/)
  },
)
