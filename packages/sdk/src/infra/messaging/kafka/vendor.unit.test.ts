import { describe, expect, test } from 'vitest'
import { refuseOldNode } from './vendor.ts'

describe('Node', () => {
  test.each(['22.22.0', '22.30.1', '24.6.0', '24.21.0', '25.0.0', '26.10.0'])('%s is new enough', (version) => {
    expect(() => refuseOldNode(version)).not.toThrow()
  })

  test.each(['20.19.0', '22.12.0', '22.21.9', '23.11.0', '24.5.9'])('%s is told to be too old', (version) => {
    expect(() => refuseOldNode(version)).toThrow(`this is ${version}`)
  })
})
