// SPDX-License-Identifier: Apache-2.0

import GnomeCore

/// All that a store in memory holds, as one value: a copy of it is a moment of the store.
struct MemoryTables: Sendable {
    var receivers = MemoryTable<Receiver>()
    var statuses: [ReceiverID: ReceiverStatus] = [:]
    var motusDeployments: [ReceiverID: MotusDeployment] = [:]
    var brokerCredentials: [Serial: BrokerCredential] = [:]
    /// In the order in which they became the live one.
    var keys: [ReceiverID: [ReceiverKey]] = [:]
    var conflicts = MemoryTable<IdentityConflict>()
    var stations = MemoryTable<Station>()
    var deployments = MemoryTable<Deployment>()
    var photos = MemoryTable<MemoryStationPhoto>()
    var frames = MemoryTable<MemoryFrame>()
    /// What was last sent again behind a frame of its receiver.
    var repetitions: [FrameID: FrameRepetition] = [:]
    var quarantine = MemoryTable<MemoryQuarantineEntry>()
    var quarantineDrops: [QuarantineDrop] = []
    var jobs = MemoryTable<MemoryJob>()
    var forwards = MemoryTable<Forward>()
    /// Of all series that there ever were.
    var seriesClasses: Set<SeriesClass> = []
    var series: [ReceiverID: [Series: MemorySeries]] = [:]
    var retentionMarks: [RetentionMark] = []
    var projects = MemoryTable<Project>()
    var people = MemoryTable<MemoryPerson>()
    var sessions = MemoryTable<MemorySession>()
    var tokens = MemoryTable<AccessToken>()
    var logInThrottles: [ExactText: LogInThrottle] = [:]
    var audit: [AuditRecord] = []
    var keptAnswers: [MemoryAnswerKey: KeptAnswer] = [:]
}
