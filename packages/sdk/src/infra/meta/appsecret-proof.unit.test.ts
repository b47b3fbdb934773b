import { expect, test } from 'vitest'
import { appsecretProof } from './appsecret-proof.ts'

test('the proof is the one that Meta expects', () => {
  expect(appsecretProof('app_secret_for_tests', 'EAAB-test-token')).toBe(
    'c76a9db531493f8fbd0dbe0966ab134166bf71b3e6d38faf563440c6ca970b86',
  )
})
