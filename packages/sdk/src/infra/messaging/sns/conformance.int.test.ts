import { fifoFeatures } from '../../../../test/aws/features.ts'
import { localFauxqs } from '../../../../test/aws/local-fauxqs.ts'
import { snsUnderTest } from '../../../../test/aws/sns-under-test.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'

const transport = async () => snsUnderTest(await localFauxqs(), { fifo: true })

describeTransport('SNS with FIFO topics', transport, { ...fifoFeatures, groups: true }, { many: 800 })
