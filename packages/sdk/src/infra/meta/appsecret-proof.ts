import { createHmac } from 'node:crypto'

/** Meta: lower-case hex of HMAC-SHA256, keyed by the app's secret, over the token that the call is made with. */
export const appsecretProof = (appSecret: string, accessToken: string): string =>
  createHmac('sha256', appSecret).update(accessToken).digest('hex')
