import { fifoFeatures } from '../../../../test/aws/features.ts'
import { localFauxqs } from '../../../../test/aws/local-fauxqs.ts'
import { sqsUnderTest } from '../../../../test/aws/sqs-under-test.ts'
import { describeTransport } from '../../../testing/conformance/index.ts'

const transport = async () => sqsUnderTest(await localFauxqs(), { fifo: true })

describeTransport('SQS with FIFO queues', transport, fifoFeatures, { many: 800 })
